using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Standin.Tests.Abstractions;

/// <summary>The public surface of the published Microsoft.Orleans.Core.Abstractions, read without loading it.</summary>
internal sealed class PublishedMetadata : IDisposable
{
    private readonly PEReader _file;
    private readonly Dictionary<string, HashSet<string>> _types = new(StringComparer.Ordinal);

    public PublishedMetadata()
    {
        _file = new PEReader(File.OpenRead(Path.Combine(
            Setting("NuGetPackageRoot"), "microsoft.orleans.core.abstractions", Setting("OrleansVersion"), "lib", "net10.0", "Orleans.Core.Abstractions.dll")));
        MetadataReader metadata = _file.GetMetadataReader();
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)) Add(metadata, type);
    }

    public bool Has(string type) => _types.ContainsKey(type);

    public IReadOnlySet<string> MembersOf(string type) => _types[type];

    public void Dispose() => _file.Dispose();

    private static string Setting(string key) =>
        typeof(PublishedMetadata).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal)).Value!;

    private void Add(MetadataReader metadata, TypeDefinition type)
    {
        TypeAttributes visibility = type.Attributes & TypeAttributes.VisibilityMask;
        if (visibility is not (TypeAttributes.Public or TypeAttributes.NestedPublic)) return;
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            MethodSignature<string> signature = method.DecodeSignature(new NameProvider(), null);
            string generic = signature.GenericParameterCount > 0 ? $"`{signature.GenericParameterCount}" : "";
            if (IsVisible(method.Attributes))
                members.Add($"{signature.ReturnType} {metadata.GetString(method.Name)}{generic}({string.Join(", ", signature.ParameterTypes)})");
        }

        foreach (FieldDefinition field in type.GetFields().Select(metadata.GetFieldDefinition))
        {
            FieldAttributes access = field.Attributes & FieldAttributes.FieldAccessMask;
            if (access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem)
                members.Add($"{field.DecodeSignature(new NameProvider(), null)} {metadata.GetString(field.Name)}{Constant(metadata, field)}");
        }

        _types[FullName(metadata, type)] = members;
    }

    private static bool IsVisible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil) return $"{FullName(metadata, metadata.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
        return type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static string Constant(MetadataReader metadata, FieldDefinition field)
    {
        if (field.GetDefaultValue().IsNil) return "";
        Constant constant = metadata.GetConstant(field.GetDefaultValue());
        object? value = metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return $" = {Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)}";
    }

    /// <summary>Names types by their simple names, as <see cref="Signatures"/> does.</summary>
    private sealed class NameProvider : ISignatureTypeProvider<string, object?>
    {
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

        public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[]";

        public string GetByReferenceType(string elementType) => elementType + "&";

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";
    }
}
