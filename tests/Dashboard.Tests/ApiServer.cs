using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Starling.Dashboard.Clusters;
using Xunit;

namespace Starling.Dashboard.Tests;

/// <summary>A dashboard on a free port, and a client of it. What every answer must be, it checks itself.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly DashboardHost host;

    private ApiServer(DashboardHost host)
    {
        this.host = host;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Address, "/api/v1/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public Uri Address => host.Address;

    /// <summary>The OpenAPI document that is served;</summary>
    internal ApiContract? Contract { get; private set; }

    public static async Task<ApiServer> StartAsync(ICluster cluster, Action<DashboardSettings>? configure = null, TimeProvider? time = null)
    {
        var settings = new DashboardSettings { Url = "http://127.0.0.1:0", RequestsPerSecond = 0 };
        configure?.Invoke(settings);
        DashboardHost started = await DashboardHost.StartAsync(
            cluster, settings, builder => builder.Services.Replace(ServiceDescriptor.Singleton(time ?? TimeProvider.System)), TestContext.Current.CancellationToken);
        var server = new ApiServer(started);
        server.Contract = await ApiContract.LoadAsync(server.Http);
        return server;
    }

    /// <summary>Asks, and checks the answer against the OpenAPI document.</summary>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, string? token = null, string? body = null, string contentType = "application/json", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        change?.Invoke(request);
        using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var answer = new ApiAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, bytes, response.Headers);
        Contract!.Check(method, path, answer);
        return answer;
    }

    public Task<ApiAnswer> GetAsync(string path, string? token = null, string? accept = null) =>
        SendAsync(HttpMethod.Get, path, token, change: request =>
        {
            if (accept is not null)
                request.Headers.TryAddWithoutValidation("Accept", accept);
        });

    public Task<ApiAnswer> PostAsync(string path, string? body = null, string? token = null, string contentType = "application/json") =>
        SendAsync(HttpMethod.Post, path, token, body, contentType);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await host.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, string? MediaType, byte[] Bytes, HttpResponseHeaders Headers)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    /// <summary>The number of the error of problem details.</summary>
    public string? Code => MediaType == "application/problem+json" ? (string?)Json["code"] : null;
}
