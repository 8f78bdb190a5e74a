using System.Runtime.InteropServices;
using System.Text;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>NVRTC, the compiler of kernels that works in the process and without a device.</summary>
internal sealed unsafe class CudaCompiler
{
    // No contraction, no flushing of small numbers, exact division: the operations that are written are those that are done.
    private static readonly string[] Options = ["--std=c++17", "--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true"];

    private readonly nint library;

    private CudaCompiler(nint library, string path)
    {
        this.library = library;
        Path = path;
    }

    /// <summary>Where the library was found.</summary>
    public string Path { get; }

    /// <summary>Loads the compiler; null where there is none.</summary>
    /// <param name="reason">Why not.</param>
    public static CudaCompiler? TryLoad(out string reason)
    {
        if (!CudaLibraries.TryLoad(CudaLibraries.Compiler, CudaLibraries.Folders(), CudaLibraries.Load, out nint library, out string path))
        {
            reason = $"the compiler's library ({CudaLibraries.Compiler[0]}) is not here; {CudaLibraries.PathVariable} can say where it is";
            return null;
        }

        reason = "";
        return new CudaCompiler(library, path);
    }

    /// <summary>The compiler's version, such as 13.0.</summary>
    public string Version()
    {
        int major, minor;
        Check(((delegate* unmanaged<int*, int*, int>)Export("nvrtcVersion"))(&major, &minor), "nvrtcVersion");
        return $"{major}.{minor}";
    }

    /// <summary>Compiles for a device: to its machine code, or where the compiler does not know it, to code that the driver compiles.</summary>
    /// <param name="source">The source of kernels, whose names are those of C.</param>
    /// <param name="name">What the source is called in messages.</param>
    /// <param name="capability">The device's compute capability, ten times: 90 for 9.0.</param>
    /// <param name="more">More options.</param>
    /// <exception cref="CudaException">It does not compile: what the compiler says.</exception>
    public CompiledKernels Compile(string source, string name, int capability, params IReadOnlyList<string> more)
    {
        int known = Supported().Where(architecture => architecture <= capability).DefaultIfEmpty(capability).Max();
        bool isMachineCode = known == capability;
        string architecture = isMachineCode ? $"--gpu-architecture=sm_{capability}" : $"--gpu-architecture=compute_{known}";
        nint program;
        fixed (byte* text = Text(source), file = Text(name))
            Check(((delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)Export("nvrtcCreateProgram"))(&program, text, file, 0, null, null), "nvrtcCreateProgram");
        try
        {
            int result = Run(program, [.. Options, architecture, .. more]);
            string log = Log(program);
            if (result != 0)
                throw new CudaException($"{name} does not compile for {architecture}: {Said(result)}.\n{log}");

            return new CompiledKernels(isMachineCode ? Result(program, "nvrtcGetCUBIN") : Result(program, "nvrtcGetPTX"), log, architecture);
        }
        finally
        {
            ((delegate* unmanaged<nint*, int>)Export("nvrtcDestroyProgram"))(&program);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private int[] Supported()
    {
        int count;
        Check(((delegate* unmanaged<int*, int>)Export("nvrtcGetNumSupportedArchs"))(&count), "nvrtcGetNumSupportedArchs");
        int[] architectures = new int[count];
        fixed (int* first = architectures)
            Check(((delegate* unmanaged<int*, int>)Export("nvrtcGetSupportedArchs"))(first), "nvrtcGetSupportedArchs");
        return architectures;
    }

    private int Run(nint program, string[] options)
    {
        nint* texts = stackalloc nint[options.Length];
        for (int i = 0; i < options.Length; i++)
            texts[i] = Marshal.StringToCoTaskMemUTF8(options[i]);
        int result = ((delegate* unmanaged<nint, int, byte**, int>)Export("nvrtcCompileProgram"))(program, options.Length, (byte**)texts);
        for (int i = 0; i < options.Length; i++)
            Marshal.FreeCoTaskMem(texts[i]);
        return result;
    }

    private byte[] Result(nint program, string function)
    {
        nuint size;
        Check(((delegate* unmanaged<nint, nuint*, int>)Export(function + "Size"))(program, &size), function + "Size");
        byte[] image = new byte[size];
        fixed (byte* first = image)
            Check(((delegate* unmanaged<nint, byte*, int>)Export(function))(program, first), function);
        return image;
    }

    private string Log(nint program) => Encoding.UTF8.GetString(Result(program, "nvrtcGetProgramLog")).TrimEnd('\0', '\n');

    private nint Export(string name) => NativeLibrary.GetExport(library, name);

    private string Said(int result) => Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)Export("nvrtcGetErrorString"))(result)) ?? "unknown";

    private void Check(int result, string function)
    {
        if (result != 0)
            throw new CudaException($"{function} failed: {Said(result)} ({result}).");
    }
}

/// <summary>What the compiler made.</summary>
/// <param name="Image">Code that the driver loads.</param>
/// <param name="Log">What the compiler said.</param>
/// <param name="Architecture">What it is for.</param>
internal sealed record CompiledKernels(byte[] Image, string Log, string Architecture);
