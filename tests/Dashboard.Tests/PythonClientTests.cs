using System.Diagnostics;
using System.Text.Json.Nodes;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Tests;

/// <summary>The client in Python, run by Python against a real cluster.</summary>
public sealed class PythonClientTests(ClusterFixture cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_submits_watches_and_fetches()
    {
        using var folder = new TempFolder();

        (int code, string output) = await RunAsync(Repository.PathOf("samples", "python", "quickstart.py"), cluster.Server.Address.ToString(), folder["out"]);

        Assert.True(code == 0, output);
        Assert.Contains("completed after 5 rounds", output, StringComparison.Ordinal);
        Assert.Equal(
            ["events.jsonl", "metrics.csv", "model.safetensors", "report.html", "result.json"],
            Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonNode result = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder["out"], "result.json"), Stop))!;
        Assert.Equal("completed", (string?)result["status"]);
    }

    [Fact]
    public async Task Every_method_does_what_it_says()
    {
        using var folder = new TempFolder();
        string script = folder.Write("all.py", """
            import sys
            sys.path.insert(0, sys.argv[2])
            from starling_client import StarlingClient, StarlingError

            job = {"name": "python", "algorithm": {"kind": "fedavg", "batchSize": 10}, "model": "softmax",
                   "data": {"kind": "synthetic", "sizeLogMean": 2, "sizeLogDeviation": 0.5}, "workers": {"count": 4}, "stop": {"rounds": 3}}
            client = StarlingClient(sys.argv[1], patience=20)
            assert client.whoami().role == "operator"
            assert isinstance(client.silos(), list)
            assert client.validate(job)["isValid"]
            assert not client.validate("model: mpl")["isValid"]

            first = client.submit(job, key="of-python")
            assert client.submit(job, key="of-python") == first
            assert client.wait(first).phase == "completed"
            events = list(client.watch(first))
            assert [e.sequence for e in events] == sorted({e.sequence for e in events})
            assert [e.sequence for e in client.watch(first, events[3].sequence)] == [e.sequence for e in events[3:]]
            assert client.metrics(first)[-1] == client.status(first).latest
            assert client.definition(first)["stop"]["rounds"] == 3
            assert client.result(first)["parametersSha256"] == client.status(first).parameters_sha256
            assert first in [ticket.job_id for ticket in client.jobs(name="PYTHON")]

            long = client.submit({**job, "stop": {"rounds": 1000000}}, job_id="python-long")
            assert long == "python-long"
            for event in client.watch(long):
                if event.kind == "started":
                    client.pause(long)
                if event.kind == "paused":
                    client.resume(long)
                if event.kind == "resumed":
                    client.cancel(long)
            assert client.status(long).phase == "cancelled", (client.status(long), [e.kind for e in client.watch(long)][-6:])
            assert client.status(long).has_ended

            def refused(call, code):
                try:
                    call()
                except StarlingError as error:
                    assert error.code == code, error
                    return error
                raise AssertionError(code)

            refused(lambda: client.submit({**job, "seed": 2}, key="of-python"), "STAR0906")
            assert len(refused(lambda: client.submit({"model": "mpl", "stop": {"rounds": -1}}), "STAR0107").errors) == 3
            refused(lambda: client.pause(long), "STAR0412")
            client.forget(long)
            refused(lambda: client.status(long), "STAR0401")
            refused(lambda: client.status("../x"), "STAR0401")
            refused(lambda: StarlingClient("http://127.0.0.1:9", patience=0).whoami(), "STAR0405")
            print("all is well")
            """);

        (int code, string output) = await RunAsync(script, cluster.Server.Address.ToString(), Repository.PathOf("Trainer"));

        Assert.True(code == 0 && output.Contains("all is well", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on()
    {
        using var folder = new TempFolder();
        string script = folder.Write("cut.py", """
            import http.client, http.server, sys, threading, urllib.parse
            sys.path.insert(0, sys.argv[2])
            from starling_client import StarlingClient

            target = urllib.parse.urlsplit(sys.argv[1]).netloc
            asked = []

            class Cut(http.server.BaseHTTPRequestHandler):
                # Passes at most a thousand bytes of a file, and then hangs up.

                def do_GET(self):
                    connection = http.client.HTTPConnection(target)
                    connection.request("GET", self.path, headers={name: self.headers[name] for name in ("Range", "If-Range") if name in self.headers})
                    answer = connection.getresponse()
                    body = answer.read()
                    self.send_response(answer.status)
                    for name in ("Content-Type", "ETag", "Content-Range"):
                        if name in answer.headers:
                            self.send_header(name, answer.headers[name])
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    asked.append(self.headers["Range"])
                    self.wfile.write(body[:1000])

                def log_message(self, *_):
                    pass

            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cut)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            direct = StarlingClient(sys.argv[1])
            job = direct.submit({"name": "cut", "algorithm": {"kind": "fedavg", "batchSize": 10}, "model": "softmax",
                                 "data": {"kind": "synthetic", "sizeLogMean": 2, "sizeLogDeviation": 0.5}, "workers": {"count": 4}, "stop": {"rounds": 3}})
            direct.wait(job)
            [whole] = direct.download(job, sys.argv[3] + "/whole", "model.safetensors")
            [pieced] = StarlingClient(f"http://127.0.0.1:{server.server_port}", patience=20).download(job, sys.argv[3] + "/pieced", "model.safetensors")
            with open(whole, "rb") as one, open(pieced, "rb") as other:
                assert one.read() == other.read()
            assert asked[:3] == [None, "bytes=1000-", "bytes=2000-"], asked
            print("all is well")
            """);

        (int code, string output) = await RunAsync(script, cluster.Server.Address.ToString(), Repository.PathOf("Trainer"), folder.Path);

        Assert.True(code == 0 && output.Contains("all is well", StringComparison.Ordinal), output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        string? python = PythonFinder.Find();
        Assert.SkipWhen(python is null, "There is no python3 on this machine.");
        var start = new ProcessStartInfo(python!, ["-B", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(Stop);
            string output = await process.StandardOutput.ReadToEndAsync(Stop);
            output += await error;
            await process.WaitForExitAsync(Stop);
            return (process.ExitCode, output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
