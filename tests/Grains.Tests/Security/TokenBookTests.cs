using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Security;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class TokenBookTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ManualTimeProvider time = new();

    private string TokensPath => Path.Combine(folder.Path, "tokens.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_token_is_known_by_its_hash()
    {
        TokenBook book = Open(SecurityTestData.Row("ada", "submitter", "open sesame"));

        TokenEntry entry = book.Find("open sesame")!;

        Assert.Equal(("ada", AccessRole.Submitter), (entry.Name, entry.Role));
        Assert.Null(book.Find("open sesame "));
        Assert.Null(book.Find(""));
        Assert.Null(book.Find(new string('x', 1_000_000)));
        Assert.DoesNotContain(Convert.ToHexString(entry.Hash.Span), entry.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_changed_file_is_read_again_but_looked_at_no_more_often_than_said()
    {
        TokenBook book = Open(SecurityTestData.Row("ada", "viewer", "one"));
        Write(SecurityTestData.Row("ada", "viewer", "another"));

        Assert.NotNull(book.Find("one"));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(book.Find("one"));
        Assert.NotNull(book.Find("another"));
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("[{}]")]
    [InlineData(null)]
    public void A_file_that_has_become_unusable_leaves_the_tokens_valid_and_is_logged(string? text)
    {
        var log = new LogCollector();
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        TokenBook book = Open(SecurityTestData.Row("ada", "viewer", "one"), loggers.CreateLogger<TokenBook>());
        if (text is null)
            File.Delete(TokensPath);
        else
            Write(text);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.NotNull(book.Find("one"));
        Assert.Contains("stay valid", log.Text, StringComparison.Ordinal);

        Write($"[{SecurityTestData.Row("bob", "viewer", "two")}]", raw: true);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(book.Find("two"));
    }

    [Theory]
    [InlineData("", "STAR0112")]
    [InlineData("{}", "line 1")]
    [InlineData("[null]", "entry 1 has no name")]
    [InlineData("""[{"name":"a","role":"admin","sha256":"00"}]""", "role is one of")]
    [InlineData("""[{"name":"a","role":"viewer, operator","sha256":"00"}]""", "role is one of")]
    [InlineData("""[{"name":"a","role":"2","sha256":"00"}]""", "role is one of")]
    [InlineData("""[{"name":"a","role":"viewer","sha256":"zz"}]""", "64 hexadecimal digits")]
    [InlineData("""[{"name":"a","role":"viewer","token":"secret"}]""", "line 1")]
    public void What_is_wrong_with_a_file_is_said(string text, string part)
    {
        File.WriteAllText(TokensPath, text);

        StarlingException refusal = Assert.Throws<StarlingException>(
            () => new TokenBook(TokensPath, TimeSpan.FromSeconds(2), time, NullLogger<TokenBook>.Instance));

        Assert.Equal(ErrorCatalog.BadConfiguration, refusal.Error);
        Assert.Contains(part, refusal.Line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_stands_once()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() =>
            Open($"{SecurityTestData.Row("ada", "viewer", "one")},{SecurityTestData.Row("ada", "operator", "two")}"));

        Assert.Contains("'ada' is there twice", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(
            () => new TokenBook(TokensPath, TimeSpan.FromSeconds(2), time, NullLogger<TokenBook>.Instance));

        Assert.Equal(ErrorCatalog.BadConfiguration, refusal.Error);
    }

    private TokenBook Open(string rows, ILogger<TokenBook>? logger = null)
    {
        Write($"[{rows}]", raw: true);
        return new TokenBook(TokensPath, TimeSpan.FromSeconds(2), time, logger ?? NullLogger<TokenBook>.Instance);
    }

    // The stamp of the file system may be coarse: the length differs, or the stamp is moved.
    private void Write(string rows, bool raw = false)
    {
        File.WriteAllText(TokensPath, raw ? rows : $"[{rows}]");
        File.SetLastWriteTimeUtc(TokensPath, DateTime.UnixEpoch.AddSeconds(++stamp));
    }

    private int stamp;
}
