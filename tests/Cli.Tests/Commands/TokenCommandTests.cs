using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Starling.Cli.Tests.Commands;

public sealed class TokenCommandTests : IDisposable
{
    private readonly FakeHost fake = new();

    private string File => Path.Combine(fake.CurrentDirectory, "tokens.json");

    public void Dispose() => fake.Dispose();

    [Fact]
    public async Task A_token_is_printed_once_and_only_its_hash_is_kept()
    {
        Assert.Equal(0, await fake.InvokeAsync("token", "create", "--name", "ada", "--role", "submitter", "--expires", "2027-01-31", "--file", "tokens.json"));

        string token = fake.Out.Trim();
        Assert.Matches("^star_[A-Za-z0-9_-]{43}$", token);
        string content = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(token, content, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(content);
        JsonElement row = Assert.Single(document.RootElement.EnumerateArray());
        Assert.Equal("ada", row.GetProperty("name").GetString());
        Assert.Equal("submitter", row.GetProperty("role").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), row.GetProperty("sha256").GetString());
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), row.GetProperty("expires").GetDateTimeOffset());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task Tokens_are_added_and_listed_and_no_name_is_there_twice()
    {
        Assert.Equal(0, await fake.InvokeAsync("token", "create", "--name", "ada", "--role", "viewer", "--file", "tokens.json"));
        Assert.Equal(0, await fake.InvokeAsync("token", "create", "--name", "bob", "--role", "operator", "--expires", "2027-01-31T18:00Z", "--file", "tokens.json"));
        Assert.Equal(2, await fake.InvokeAsync("token", "create", "--name", "ada", "--role", "operator", "--file", "tokens.json"));
        Assert.Contains("There is a token for 'ada'", fake.Err, StringComparison.Ordinal);

        using var list = new FakeHost();
        Assert.Equal(0, await list.InvokeAsync("token", "list", "--file", File));
        Assert.Equal(["Name  Role      Expires", "ada   viewer    never", "bob   operator  2027-01-31 18:00Z"], list.OutLines);
    }

    [Fact]
    public async Task A_file_of_something_else_is_not_overwritten()
    {
        await System.IO.File.WriteAllTextAsync(File, "hello: world", TestContext.Current.CancellationToken);

        Assert.Equal(2, await fake.InvokeAsync("token", "create", "--name", "ada", "--role", "viewer", "--file", "tokens.json"));
        Assert.StartsWith("STAR0112: The file of tokens ", fake.Err, StringComparison.Ordinal);
        Assert.Equal("hello: world", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }
}
