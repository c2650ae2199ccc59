using BenchmarkDotNet.Running;
using MmapTool.Bench;

if (args is ["make", .. var request])
{
    return MakeFile.Run(request);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
