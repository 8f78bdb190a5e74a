using System.CommandLine;
using System.Globalization;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Local;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling token create | list</c>: the file of tokens that the silos of a cluster read; for operators.</summary>
internal static class TokenCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host) => new("token", "Make and list the tokens of a cluster (Security:TokensFile of its silos).")
    {
        CreateToken(host),
        ListTokens(host),
    };

    private static Option<string> TokensFile() => new("--file")
    {
        Description = "The file of tokens. Silos read it again when it changes.",
        HelpName = "FILE",
        Required = true,
    };

    private static Command CreateToken(ICliHost host)
    {
        Option<string> file = TokensFile();
        var name = new Option<string>("--name") { Description = "Who will bear it; appears with the jobs that are submitted.", HelpName = "NAME", Required = true };
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
                result.AddError("--name is empty.");
        });
        var role = new Option<AccessRole>("--role")
        {
            Description = "What the bearer may do: viewer (read), submitter (and run jobs), operator (and end everybody's jobs).",
            HelpName = "ROLE",
            Required = true,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                foreach (AccessRole known in Enum.GetValues<AccessRole>())
                {
                    if (RoleName(known) == text)
                        return known;
                }

                result.AddError($"--role is '{text}'; it can be viewer, submitter or operator.");
                return default;
            },
        };
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "When it ends to be good: 2027-01-31, or with a time, 2027-01-31T18:00Z. Never, where it is not given.",
            HelpName = "DATE",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date);
                if (isDate && date > host.Time.GetUtcNow())
                    return date;

                result.AddError(isDate ? "--expires is in the past." : $"--expires is '{text}'; write a date such as 2027-01-31.");
                return null;
            },
        };
        var command = new Command("create", "Make a token: prints it once and keeps only its hash.") { name, role, expires, file };
        command.SetAction(parsed =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(file), host.CurrentDirectory);
            IReadOnlyList<TokenRow> rows = TokenFile.Read(path);
            string bearer = parsed.GetRequiredValue(name);
            if (rows.Any(row => row.Name == bearer))
            {
                host.Error.WriteLine($"STAR0111: There is a token for '{bearer}' in {path} already; remove its entry first, or choose another name.");
                return ExitCodes.Refused;
            }

            string token = TokenFile.NewToken();
            TokenFile.Write(path, [.. rows, TokenFile.Row(bearer, parsed.GetValue(role), token, parsed.GetValue(expires))]);
            host.Output.WriteLine(token);
            if (host.IsInteractive)
                host.Error.WriteLine("Keep it now: it stands nowhere else.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command ListTokens(ICliHost host)
    {
        Option<string> file = TokensFile();
        var command = new Command("list", "List who has a token, and until when.") { file };
        command.SetAction(parsed =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(file), host.CurrentDirectory);
            IReadOnlyList<TokenRow> rows = TokenFile.Read(path);
            if (rows.Count == 0)
            {
                host.Error.WriteLine($"There are no tokens in {path}.");
                return ExitCodes.Done;
            }

            DateTimeOffset now = host.Time.GetUtcNow();
            var table = new TextTable("Name", "Role", "Expires");
            foreach (TokenRow row in rows)
            {
                string date = row.Expires is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "never";
                table.Add(row.Name, RoleName(row.Role), row.Expires <= now ? $"{date} (expired)" : date);
            }

            table.WriteTo(host);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string RoleName(AccessRole role) => role.ToString().ToLowerInvariant();
}
