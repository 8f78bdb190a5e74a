using System.Diagnostics;
using Starling.Cli.Local;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.Local;

/// <summary>Processes told apart from later ones with their numbers.</summary>
public sealed class SiloLauncherTests
{
    [Fact]
    public async Task A_process_is_known_by_its_birth()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        var launcher = new SiloLauncher();
        using Process sleep = Process.Start("sleep", "600");
        try
        {
            var silo = new SiloProcess(sleep.Id, ProcessBirth.Of(sleep.Id)!);

            Assert.True(launcher.IsAlive(silo));
            Assert.False(launcher.IsAlive(silo with { Birth = "another" }));
            Assert.False(launcher.IsAlive(silo with { Birth = "" }));

            // A process that only has the number is not touched.
            launcher.Kill(silo with { Birth = "another" });
            Assert.True(launcher.IsAlive(silo));

            launcher.Terminate(silo);
            await sleep.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(launcher.IsAlive(silo));
        }
        finally
        {
            if (!sleep.HasExited)
                sleep.Kill();
        }
    }

    [Fact]
    public void Nobody_has_no_birth()
    {
        Assert.Null(ProcessBirth.Of(int.MaxValue));
        Assert.Equal(ProcessBirth.Of(Environment.ProcessId), ProcessBirth.Of(Environment.ProcessId));
    }

    [Fact]
    public void Certificates_are_made_once_and_again_before_they_expire()
    {
        using var folder = new TempFolder();
        (string authority, string silo) = (folder["ca.pem"], folder["silo.pfx"]);
        DateTimeOffset now = DateTimeOffset.UtcNow;

        LocalCertificates.Ensure(authority, silo, now);
        string first = File.ReadAllText(authority);
        LocalCertificates.Ensure(authority, silo, now.AddDays(300));
        Assert.Equal(first, File.ReadAllText(authority));
        LocalCertificates.Ensure(authority, silo, now.AddDays(340));
        Assert.NotEqual(first, File.ReadAllText(authority));

        File.WriteAllText(silo, "damaged");
        LocalCertificates.Ensure(authority, silo, now);
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadPkcs12FromFile(silo, null);
        Assert.True(certificate.HasPrivateKey);
    }
}
