# Builds, tests and publishes: the same dotnet commands that work without this script.
param([ValidateSet('build', 'test', 'publish', 'native', 'bench')] [string] $Task = 'build')
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
switch ($Task) {
    'build'   { dotnet build -c Release }
    'test'    { dotnet test }
    'publish' { dotnet publish src/MmapTool.Cli -c Release -p:PublishReadyToRun=true --use-current-runtime --no-self-contained -o artifacts/ready }
    'native'  { dotnet publish src/MmapTool.Cli -c Release -p:PublishAot=true --use-current-runtime -o artifacts/native }
    'bench'   { dotnet run --project bench/MmapTool.Bench -c Release -- --filter '*' }
}
exit $LASTEXITCODE
