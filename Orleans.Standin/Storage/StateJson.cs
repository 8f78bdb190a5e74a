using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>
/// States as JSON, the default as in Orleans, which uses Newtonsoft.Json. What that cannot do (memory of bytes) is refused here
/// too.
/// </summary>
internal sealed class StateJson : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true,
        Converters = { new RefusedMemory<ReadOnlyMemory<byte>>(), new RefusedMemory<Memory<byte>>() },
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options);

    private sealed class RefusedMemory<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw Refused();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw Refused();

        private static NotSupportedException Refused() => new($"A stored state cannot have a {typeof(T)}: use byte[].");
    }
}
