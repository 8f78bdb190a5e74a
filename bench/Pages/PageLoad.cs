using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Starling.Bench.Pages;

/// <summary>
/// What people who look cost a cluster: the processor time of a silo for a round of a job with 1,000 workers, with no page open and with
/// many; how long a page takes to open; what a page holds after an hour of updates.
/// </summary>
/// <remarks>
/// The silo computes on one processor and everything else runs on another, as browsers do not run on the silo's machine. Processors that
/// are neighbours share caches and units: beside the row without pages stands one with a program that only counts on the other one.
/// </remarks>
internal static class PageLoad
{
    private const string Job = """
        name: load
        algorithm: { kind: fedavg, localEpochs: 6, batchSize: 20 }
        model: softmax
        data: { kind: synthetic, partition: natural }
        workers: { count: 1000, participation: 0.05 }
        stop: { rounds: 10000000 }
        evaluate: { every: 1 }
        """;

    /// <summary>Measures and prints.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int pages = Number(args, "--pages", 50);
        int seconds = Number(args, "--seconds", 60);
        string program = Text(args, "--program") ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Client/Cli/bin/Release/net10.0/starling.dll"));
        string chromium = Text(args, "--chromium") ?? "/usr/bin/chromium";
        if (!File.Exists(program) || !File.Exists(chromium))
        {
            Console.Error.WriteLine($"Needed: {program} (./starling --version builds it) and {chromium} (eng/install-test-services.sh installs it).");
            return 2;
        }

        string folder = Directory.CreateTempSubdirectory("starling-load").FullName;
        try
        {
            await MeasureAsync(program, chromium, folder, pages, TimeSpan.FromSeconds(seconds));
            return 0;
        }
        finally
        {
            await StarlingAsync(program, "down", "--dir", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string program, string chromium, string folder, int pages, TimeSpan span)
    {
        JsonNode cluster = JsonNode.Parse((await StarlingAsync(program, "up", "--silos", "1", "--dir", folder, "--json")).Trim())!;
        string file = Path.Combine(folder, "load.yaml");
        await File.WriteAllTextAsync(file, Job);
        string id = (await StarlingAsync(
            program, "submit", file, "--cluster", Value(cluster, "cluster"), "--ca", Value(cluster, "ca"), "--token", await TokenAsync(cluster))).Trim();
        using var http = new HttpClient { BaseAddress = new Uri(Value(cluster, "dashboard")) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync(cluster));
        int silo = cluster["silos"]![0]!["process"]!.GetValue<int>();
        int dashboard = cluster["dashboardProcess"]!.GetValue<int>();
        var load = new Load(http, id, silo, dashboard);
        await Task.Delay(TimeSpan.FromSeconds(20));

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info"] });
        IBrowserContext context = await browser.NewContextAsync(new() { BaseURL = Value(cluster, "dashboard") });
        context.SetDefaultTimeout(180_000);
        await SignInAsync(await context.NewPageAsync(), await TokenAsync(cluster));
        double[] opening = await OpenAsync(context, id, 10);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a job's page, from the request to its first curve, while the job runs: {opening.Min():0} ms at best, {opening[opening.Length / 2]:0} ms in the middle of ten"));
        Console.WriteLine();

        await PinAsync(silo, 0);
        foreach (Process other in Process.GetProcesses().Where(other => other.Id == dashboard || other.Id == Environment.ProcessId || other.ProcessName is "chromium" or "node"))
            await PinAsync(other.Id, 1);
        Console.WriteLine($"one job, 1,000 workers, 50 a round, an evaluation every round; one silo on one processor, the dashboard and the browser on another; spans of {span.TotalSeconds:0} s");
        Console.WriteLine("| | rounds a second | silo: ms of processor a round | of that beside a counting program | dashboard: processors |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        await load.PrintAsync("no page", span, null);
        double alone;
        using (var counting = new Counting())
            alone = await load.PrintAsync("no page, a counting program", span, null);

        // One processor cannot paint fifty pages ten times a second: they take every update and paint once in two seconds.
        await context.AddInitScriptAsync("window.requestAnimationFrame = draw => setTimeout(() => draw(performance.now()), 2000)");
        var open = new List<IPage>();
        // They are opened while the job pauses: one processor has enough to do with that.
        await PostAsync(http, $"api/v1/jobs/{id}/pause");
        while (open.Count < pages)
            open.Add(await ShowAsync(await context.NewPageAsync(), id));
        await PostAsync(http, $"api/v1/jobs/{id}/resume");
        await Task.Delay(TimeSpan.FromSeconds(5));
        await load.PrintAsync($"{pages} pages", span, alone);
        double now = await load.RoundAsync();
        double[] behind = [.. (await Task.WhenAll(open.Select(ShownAsync))).Select(shown => Math.Max(0, now - shown)).Order()];
        foreach (IPage page in open)
            await page.CloseAsync();
        using (var counting = new Counting())
            await load.PrintAsync("no page, a counting program", span, alone);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"at the end of their span the pages showed a round {behind[behind.Length / 2]:0} behind the newest in the middle, {behind[^1]:0} at worst"));
        await StarlingAsync(program, "cancel", id, "--cluster", Value(cluster, "cluster"), "--ca", Value(cluster, "ca"), "--token", await TokenAsync(cluster));
        IBrowserContext painting = await browser.NewContextAsync(new() { BaseURL = Value(cluster, "dashboard") });
        painting.SetDefaultTimeout(600_000);
        await SignInAsync(await painting.NewPageAsync(), await TokenAsync(cluster));
        await PrintMemoryAsync(await painting.NewPageAsync());
    }

    /// <summary>An hour of ten updates a second, as the server sends them: never more than a thousand rows.</summary>
    private static async Task PrintMemoryAsync(IPage page)
    {
        await page.GotoAsync("jobs");
        double[] bytes = await page.EvaluateAsync<double[]>("""
            async () => {
              const { create } = await import('./_content/Starling.Dashboard/board.js');
              const place = document.createElement('div');
              document.body.append(place);
              const board = create(place);
              board.setRuns(['run']);
              const kept = [], held = [];
              let stride = 1;
              for (let i = 0; i < 36000; i++) {
                const row = [i, i / 10, 1 / (i + 1), 0.5, 0.7, 0.1, i * 1000, i * 1000, i, i, null, null, null, null, null];
                if (i % stride === 0) kept.push(row);
                if (kept.length > 1000) {
                  stride *= 2;
                  const left = kept.filter((_, place) => place % 2 === 0);
                  kept.splice(0, kept.length, ...left);
                  board.update(0, 0, [...kept, row]);
                } else board.update(0, Math.max(0, kept.length - 1), [kept[kept.length - 1], row].filter((one, k) => k === 0 || one !== kept[kept.length - 1]));
                if (i % 100 === 0) await new Promise(requestAnimationFrame);
                if (i % 6000 === 5999) { gc(); await new Promise(go => setTimeout(go, 50)); gc(); held.push(performance.memory.usedJSHeapSize); }
              }
              return held;
            }
            """);
        Console.WriteLine($"memory of a tab after every ten minutes of ten updates a second: {string.Join(", ", bytes.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one / 1e6:0.0}")))} MB");
    }

    /// <summary>Every thread of a process stays on one processor, and those that come.</summary>
    private static async Task PinAsync(int process, int processor)
    {
        using Process taskset = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", $"{processor}", $"{process}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await taskset.StandardOutput.ReadToEndAsync();
        await taskset.WaitForExitAsync();
    }

    private static async Task<double> ShownAsync(IPage page) => double.Parse(
        await page.Locator("[data-test=round]").TextContentAsync() ?? "", NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static async Task PostAsync(HttpClient http, string path)
    {
        using HttpResponseMessage answer = await http.PostAsync(path, null);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task SignInAsync(IPage page, string token)
    {
        await page.GotoAsync("sign-in");
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Overview" }).WaitForAsync();
        await page.CloseAsync();
    }

    private static async Task<double[]> OpenAsync(IBrowserContext context, string id, int times)
    {
        var milliseconds = new List<double>();
        IPage page = await context.NewPageAsync();
        for (int i = 0; i <= times; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await ShowAsync(page, id);
            await Console.Error.WriteLineAsync($"opened in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
            // The first one fills the caches of the browser.
            if (i > 0)
                milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await page.GotoAsync("about:blank");
        }

        await page.CloseAsync();
        return [.. milliseconds.Order()];
    }

    private static async Task<IPage> ShowAsync(IPage page, string id)
    {
        await page.GotoAsync($"jobs/{id}", new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator(".chart").First.WaitForAsync();
        return page;
    }

    private static async Task<string> TokenAsync(JsonNode cluster) => (await File.ReadAllTextAsync(cluster["tokens"]!["operator"]!.GetValue<string>())).Trim();

    private static string Value(JsonNode cluster, string name) => cluster[name]!.GetValue<string>();

    private static async Task<string> StarlingAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false, Environment = { ["Silo__ComputeThreads"] = "1" } })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    private static string? Text(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and int place && place + 1 < args.Length ? args[place + 1] : null;

    private static int Number(string[] args, string name, int missing) => Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : missing;

    /// <summary>A thread that counts until it is told to end.</summary>
    private sealed class Counting : IDisposable
    {
        private readonly Thread thread;
        private volatile bool isOver;

        public Counting()
        {
            thread = new Thread(() =>
            {
                long count = 0;
                while (!isOver)
                    count++;
                GC.KeepAlive(count);
            });
            thread.Start();
        }

        public void Dispose()
        {
            isOver = true;
            thread.Join();
        }
    }

    /// <summary>What a span of the job costs.</summary>
    private sealed class Load(HttpClient http, string id, int silo, int dashboard)
    {
        /// <summary>Measures a span and prints its row.</summary>
        /// <returns>The processor time of the silo for a round, in ms.</returns>
        public async Task<double> PrintAsync(string what, TimeSpan span, double? alone)
        {
            (double round, double used, double served, long began) = (await RoundAsync(), Used(silo), Used(dashboard), Stopwatch.GetTimestamp());
            await Task.Delay(span);
            double rounds = await RoundAsync() - round;
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            double cost = 1e3 * (Used(silo) - used) / rounds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {rounds / seconds:0.0} | {cost:0.00} | {(alone is { } before ? $"{100 * cost / before:0.0} %" : "")} | {(Used(dashboard) - served) / seconds:0.00} |"));
            return cost;
        }

        /// <summary>The newest round.</summary>
        public async Task<double> RoundAsync() =>
            JsonNode.Parse(await http.GetStringAsync($"api/v1/jobs/{id}"))!["status"]!["round"]!.GetValue<double>();

        private static double Used(int process)
        {
            using Process found = Process.GetProcessById(process);
            return found.TotalProcessorTime.TotalSeconds;
        }
    }
}
