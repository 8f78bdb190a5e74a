using Orleans.Runtime;

namespace Orleans.Serialization;

/// <summary>References to grains: the identity and the interface. A grain object itself never crosses.</summary>
internal sealed class GrainReferenceCodec<T> : Codec<T?> where T : class
{
    public override bool CopiesByReference => false;

    public override void Write(Writer writer, T? value)
    {
        GrainReference? reference = Check(value);
        writer.WriteString(reference is null ? null : TypeNames.Format(reference.InterfaceDescriptor.Type));
        if (reference is null) return;
        writer.WriteString(reference.GrainId.Type.ToString());
        writer.WriteString(reference.GrainId.Key.ToString());
    }

    public override T? Read(Reader reader)
    {
        if (reader.ReadString() is not { } interfaceName) return null;
        GrainId grainId = GrainId.Create(reader.ReadString()!, reader.ReadString()!);
        IReferenceFactory references = reader.References ?? throw new SerializerException("A grain reference was read where grains cannot be called from.");
        return (T)(object)references.CreateReference(grainId, TypeNames.Parse(interfaceName));
    }

    public override T? Copy(T? value)
    {
        Check(value);
        return value;
    }

    private static GrainReference? Check(T? value) => value switch
    {
        null => null,
        GrainReference reference => reference,
        _ => throw new ArgumentException($"A {value.GetType()} is passed where a grain reference belongs: use AsReference<{typeof(T).Name}>().", nameof(value)),
    };
}
