using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>
/// States as JSON, as in Orleans, which uses Newtonsoft.Json by default. What that cannot do (memory of bytes) is refused here
/// too.
/// </summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true,
        Converters = { new RefusedMemory<ReadOnlyMemory<byte>>(), new RefusedMemory<Memory<byte>>() },
    };

    public static byte[] Serialize<T>(T? state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    public static T? Deserialize<T>(ReadOnlyMemory<byte> bytes) => JsonSerializer.Deserialize<T>(bytes.Span, Options);

    private sealed class RefusedMemory<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw Refused();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw Refused();

        private static NotSupportedException Refused() => new($"A stored state cannot have a {typeof(T)}: use byte[].");
    }
}
