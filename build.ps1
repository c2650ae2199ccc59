# Builds, tests, packs and publishes: the same dotnet commands that work without this script.
param([ValidateSet('build', 'test', 'pack', 'publish', 'native', 'single', 'release', 'bench')] [string] $Task = 'build')
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
switch ($Task) {
    'build'   { dotnet build -c Release }
    'test'    { dotnet test }
    'pack'    { dotnet pack -c Release -o artifacts/packages }
    'publish' { dotnet publish src/MmapTool.Cli -c Release -p:PublishReadyToRun=true --use-current-runtime --no-self-contained -o artifacts/ready }
    'native'  { dotnet publish src/MmapTool.Cli -c Release -p:PublishAot=true --use-current-runtime -o artifacts/native }
    'single'  { dotnet publish src/MmapTool.Cli -c Release -p:PublishSingleFile=true --self-contained --use-current-runtime -o artifacts/single }
    'release' { dotnet msbuild src/Packaging/release.proj }
    'bench'   { dotnet run --project bench/MmapTool.Bench -c Release -- --filter '*' }
}
exit $LASTEXITCODE
