using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Kernels;

/// <summary>The comparators of a network on one register of columns after the other.</summary>
/// <param name="rows">Where each wire's values are: addresses.</param>
/// <param name="scratch">Where the wires go that are wanted.</param>
/// <param name="stride">Bytes from a wire to the next one there.</param>
/// <param name="length">Bytes a row, a multiple of 64.</param>
/// <param name="ahead">Bytes from a row to what is asked for meanwhile; 0 for nothing.</param>
internal delegate void NetworkCode(nint rows, nint scratch, nint stride, nint length, nint ahead);

/// <summary>
/// A <see cref="SortingNetwork"/> as straight-line machine code: every wire is a local variable that the compiler of the runtime keeps
/// in a register while it can, instead of going through the cache at every comparator. Minima and maxima are exact, so that the bits
/// are those of <see cref="NetworkKernel{TLanes, TVector, T}"/>.
/// </summary>
internal static class NetworkCompiler
{
    // Compilation takes some milliseconds for a hundred comparators, and more than in proportion for more.
    private const int MostComparators = 400;

    /// <summary>Compiles a network; null where that is not possible or does not pay.</summary>
    /// <param name="comparators">The network.</param>
    /// <param name="wanted">What is wanted of each wire: see <see cref="SortingNetwork.For"/>.</param>
    public static NetworkCode? Compile<T>(ReadOnlySpan<Comparator> comparators, ReadOnlySpan<int> wanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Type? registers = Lanes.Has512<T>() ? typeof(Vector512) : Lanes.Has256<T>() ? typeof(Vector256) : null;
        if (!RuntimeFeature.IsDynamicCodeCompiled || registers is null || comparators.Length is 0 or > MostComparators)
            return null;

        var method = new DynamicMethod(
            "Network", typeof(void), [typeof(nint), typeof(nint), typeof(nint), typeof(nint), typeof(nint)], typeof(NetworkCompiler).Module, true);
        ILGenerator code = method.GetILGenerator();
        LocalBuilder offset = code.DeclareLocal(typeof(nint));
        Label next = code.DefineLabel();
        Label computed = code.DefineLabel();
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Stloc, offset);
        code.MarkLabel(next);
        if (Sse.IsSupported)
            AskAhead(code, offset, comparators, wanted.Length, computed);
        code.MarkLabel(computed);
        Body<T>(code, offset, comparators, wanted, registers);

        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Ldc_I4, registers == typeof(Vector512) ? Vector512<byte>.Count : Vector256<byte>.Count);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stloc, offset);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Ldarg_3);
        code.Emit(OpCodes.Blt, next);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<NetworkCode>();
    }

    /// <summary>Whether the code leaves a wire in the scratch rows.</summary>
    public static bool Stores(ReadOnlySpan<Comparator> comparators, ReadOnlySpan<int> wanted, int wire) =>
        wanted[wire] != SortingNetwork.Unused && IsCompared(comparators, wire);

    private static bool IsCompared(ReadOnlySpan<Comparator> comparators, int wire)
    {
        foreach (ref readonly Comparator comparator in comparators)
        {
            if (comparator.Low == wire || comparator.High == wire)
                return true;
        }

        return false;
    }

    private static void Body<T>(
        ILGenerator code, LocalBuilder offset, ReadOnlySpan<Comparator> comparators, ReadOnlySpan<int> wanted, Type registers)
    {
        MethodInfo load = Method(nameof(Vector256.Load));
        MethodInfo store = Method(nameof(Vector256.Store));
        MethodInfo min = Method(nameof(Vector256.MinNative));
        MethodInfo max = Method(nameof(Vector256.MaxNative));

        // A local is written once: so the compiler sees how long each value lives.
        LocalBuilder?[] wires = new LocalBuilder?[wanted.Length];
        foreach (ref readonly Comparator comparator in comparators)
        {
            LocalBuilder a = wires[comparator.Low] ??= Loaded(comparator.Low);
            LocalBuilder b = wires[comparator.High] ??= Loaded(comparator.High);
            if (comparator.KeepsLow)
                wires[comparator.Low] = Call(min, a, b);
            if (comparator.KeepsHigh)
                wires[comparator.High] = Call(max, a, b);
        }

        for (int wire = 0; wire < wanted.Length; wire++)
        {
            if (!Stores(comparators, wanted, wire))
                continue;

            code.Emit(OpCodes.Ldloc, wires[wire]!);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldarg_2);
            code.Emit(OpCodes.Ldc_I4, wire);
            code.Emit(OpCodes.Mul);
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Ldloc, offset);
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Call, store);
        }

        MethodInfo Method(string name) =>
            registers.GetMethods().Single(candidate => candidate.Name == name && candidate.IsGenericMethod).MakeGenericMethod(typeof(T));

        LocalBuilder Loaded(int wire)
        {
            Address(code, offset, wire);
            code.Emit(OpCodes.Call, load);
            return Stored(load.ReturnType);
        }

        LocalBuilder Call(MethodInfo operation, LocalBuilder left, LocalBuilder right)
        {
            code.Emit(OpCodes.Ldloc, left);
            code.Emit(OpCodes.Ldloc, right);
            code.Emit(OpCodes.Call, operation);
            return Stored(operation.ReturnType);
        }

        LocalBuilder Stored(Type type)
        {
            LocalBuilder local = code.DeclareLocal(type);
            code.Emit(OpCodes.Stloc, local);
            return local;
        }
    }

    // Once a cache line, all rows.
    private static void AskAhead(ILGenerator code, LocalBuilder offset, ReadOnlySpan<Comparator> comparators, int wires, Label done)
    {
        MethodInfo prefetch = typeof(Sse).GetMethod(nameof(Sse.Prefetch0))!;
        code.Emit(OpCodes.Ldarg, 4);
        code.Emit(OpCodes.Brfalse, done);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Ldc_I4, 63);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.And);
        code.Emit(OpCodes.Brtrue, done);
        for (int wire = 0; wire < wires; wire++)
        {
            if (!IsCompared(comparators, wire))
                continue;

            Address(code, offset, wire);
            code.Emit(OpCodes.Ldarg, 4);
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Call, prefetch);
        }
    }

    // rows[wire] + offset
    private static void Address(ILGenerator code, LocalBuilder offset, int wire)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, wire * nint.Size);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ldind_I);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Add);
    }
}
