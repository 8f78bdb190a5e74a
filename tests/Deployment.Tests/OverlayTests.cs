using System.Text.Json.Nodes;
using Starling.TestSupport;
using Xunit;

namespace Starling.Deployment.Tests;

public sealed class OverlayTests
{
    public static TheoryData<string> Overlays => [.. Manifests.Overlays];

    /// <summary>What somebody may get wrong, and what is said then.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "a typo in a selector", "Service starling-gateway selects no pod" },
        { "a workload that does not select its pods", "StatefulSet starling-silo does not select its own pods" },
        { "pools with the same labels", "selects the pods of" },
        { "a service with a wrong port", "has no port gateways" },
        { "a port that the silo is not told", "Silo__GatewayPort is 30000" },
        { "a map that is gone", "there is no ConfigMap" },
        { "a secret that nobody makes", "nobody is told to make the Secret starling-tlss" },
        { "a key that the secret does not have", "has no key clustersecret" },
        { "a file that is not mounted", "Security__ClusterSecretFile names" },
        { "a probe of a route that is not served", "livenessProbe asks for /healthz" },
        { "a probe at a port that is not there", "readinessProbe asks at port healthy" },
        { "no probe of the start", "silo has no startupProbe" },
        { "a variable that is not read", "Silo__Adress is read by nobody" },
        { "less time than a silo has to hand over", "is killed while it hands over" },
        { "a token of the API server", "gets a token of the API server" },
        { "a root file system that can be written", "may do more than it needs" },
        { "a gateway that is not there", "there is no Service starling-gateway:3000" },
        { "a volume that is not there", "there is no volume tsl" },
        { "a collector that is not there", "there is no Service starling-collectors:4318" },
        { "a scaler of a meter that is not there", "no silo measures starling_queue_size" },
        { "a scaler of a pool that is not there", "there is no StatefulSet starling-silos" },
        { "a scaler of a fixed number", "the number of starling-silo is fixed" },
        { "a pod that Azure does not know", "StatefulSet starling-silo has no identity at Azure" },
        { "an account that Azure does not know", "StatefulSet starling-silo has no identity at Azure" },
        { "a network without Azure", "StatefulSet starling-silo is kept from Azure" },
    };

    [Theory]
    [MemberData(nameof(Overlays))]
    public void EveryOverlayFitsTogether(string overlay)
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        List<JsonObject> items = Manifests.Render(overlay);

        Assert.Empty(Problems(items));
        Assert.All(items.Where(item => item.Kind() is not ("Namespace" or "PriorityClass")), item => Assert.Equal("starling", item["metadata"]!["namespace"].Text()));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void EveryObjectFollowsTheSchemaOfItsKind(string overlay)
    {
        SkipWithoutSchemas();
        Assert.Equal("", Schemas.Faults(Manifests.Render(overlay)));
    }

    [Fact]
    public void AnObjectThatDoesNotFollowTheSchemaIsFound()
    {
        SkipWithoutSchemas();
        List<JsonObject> items = Manifests.Render("local");
        items.Get("StatefulSet", "starling-silo")["spec"]!["replicas"] = "three";
        items.Get("Deployment", "starling-dashboard").Containers().Single()["ports"]![0]!.AsObject().Remove("containerPort");

        string faults = Schemas.Faults(items);
        Assert.Contains("StatefulSet starling-silo: data/spec/replicas", faults, StringComparison.Ordinal);
        Assert.Contains("Deployment starling-dashboard: data/spec/template/spec/containers/0/ports/0", faults, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistakeIsFound(string mistake, string said)
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        List<JsonObject> items = Manifests.Render(
            mistake.Contains("Azure", StringComparison.Ordinal) ? "azure"
            : mistake.Contains("scaler", StringComparison.Ordinal) || mistake.Contains("collector", StringComparison.Ordinal) ? "observability" : "gpu");
        Break(items, mistake);

        Assert.Contains(Problems(items), problem => problem.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void SilosOnDevicesHaveTheirLabelAndTheirNodes()
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        List<JsonObject> items = Manifests.Render("gpu");
        JsonObject pool = items.Get("StatefulSet", "starling-silo-gpu");
        JsonObject container = pool.Containers().Single();
        Dictionary<string, string> environment = container.Environment(items, field => field);

        Assert.Equal(("true", "cuda"), (environment["Silo__Labels__gpu"], environment["Silo__Accelerator"]));
        Assert.Equal("1", container["resources"]!["limits"]!["nvidia.com/gpu"].Text());
        Assert.NotEmpty(pool.Pod()["nodeSelector"]!.AsObject());
        Assert.Contains("gpu", container["image"].Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("gpu", items.Get("StatefulSet", "starling-silo").Containers().Single()["image"].Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePoolOnDevicesGetsTheIdentityAtAzureToo()
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        using var folder = new TempFolder();
        string manifests = Path.GetRelativePath(folder.Path, Repository.PathOf("deploy", "k8s"));
        string written = File.ReadAllText(Repository.PathOf("deploy", "k8s", "overlays", "azure", "kustomization.yaml"));
        folder.Write("kustomization.yaml", written.Replace("# - ../../components/gpu", "- ../../components/gpu", StringComparison.Ordinal).Replace("- ../../", $"- {manifests}/", StringComparison.Ordinal));

        List<JsonObject> items = Manifests.RenderFolder(folder.Path);

        Assert.Empty(Problems(items));
        Assert.Equal("true", items.Get("StatefulSet", "starling-silo-gpu").Labels()["azure.workload.identity/use"].Text());
    }

    private static void SkipWithoutSchemas()
    {
        Assert.SkipWhen(Manifests.Missing is not null, Manifests.Missing ?? "");
        Assert.SkipUnless(Schemas.AreInstalled, "The schemas of Kubernetes are not installed: run eng/install-test-services.sh.");
    }

    private static IReadOnlyList<string> Problems(List<JsonObject> items) => new ManifestCheck(items, Manifests.Secrets).Problems();

    private static void Break(List<JsonObject> items, string mistake)
    {
        JsonObject silo = items.Get("StatefulSet", "starling-silo"), container = silo.Containers().Single();
        JsonObject gateway = items.Get("Service", "starling-gateway"), dashboard = items.Get("Deployment", "starling-dashboard");
        JsonObject Volume(string name) => silo.Pod()["volumes"].Items().Single(volume => volume["name"].Text() == name);
        switch (mistake)
        {
            case "a typo in a selector":
                gateway["spec"]!["selector"]!["app.kubernetes.io/name"] = "starling-siol";
                break;
            case "a workload that does not select its pods":
                silo.Labels()["starling/pool"] = "mian";
                break;
            case "pools with the same labels":
                silo["spec"]!["selector"]!["matchLabels"]!.AsObject().Remove("starling/pool");
                break;
            case "a service with a wrong port":
                gateway["spec"]!["ports"]![0]!["targetPort"] = "gateways";
                break;
            case "a port that the silo is not told":
                container["ports"].Items().Single(port => port["name"].Text() == "gateway")["containerPort"] = 30001;
                break;
            case "a map that is gone":
                items.RemoveAll(item => item.Kind() == "ConfigMap");
                break;
            case "a secret that nobody makes":
                Volume("tls")["secret"]!["secretName"] = "starling-tlss";
                break;
            case "a key that the secret does not have":
                Volume("access")["secret"]!["items"]![1]!["key"] = "clustersecret";
                break;
            case "a file that is not mounted":
                Volume("access")["secret"]!["items"]!.AsArray().RemoveAt(1);
                break;
            case "a probe of a route that is not served":
                container["livenessProbe"]!["httpGet"]!["path"] = "/healthz";
                break;
            case "a probe at a port that is not there":
                container["readinessProbe"]!["httpGet"]!["port"] = "healthy";
                break;
            case "no probe of the start":
                container.Remove("startupProbe");
                break;
            case "a variable that is not read":
                container["env"]!.AsArray().Add(new JsonObject { ["name"] = "Silo__Adress", ["value"] = "10.0.0.1" });
                break;
            case "less time than a silo has to hand over":
                silo.Pod().Remove("terminationGracePeriodSeconds");
                break;
            case "a token of the API server":
                silo.Pod().Remove("automountServiceAccountToken");
                break;
            case "a root file system that can be written":
                container["securityContext"]!["readOnlyRootFilesystem"] = false;
                break;
            case "a gateway that is not there":
                dashboard.Containers().Single()["env"] = new JsonArray(new JsonObject { ["name"] = "Dashboard__Cluster", ["value"] = "starling-gateway:3000" });
                break;
            case "a volume that is not there":
                container["volumeMounts"]!.AsArray().Add(new JsonObject { ["name"] = "tsl", ["mountPath"] = "/tsl" });
                break;
            case "a collector that is not there":
                items.Of("ConfigMap").Select(map => map["data"]!.AsObject()).First(data => data.ContainsKey("Telemetry__Endpoint"))["Telemetry__Endpoint"] = "http://starling-collectors:4318";
                break;
            case "a scaler of a meter that is not there":
                items.Get("HorizontalPodAutoscaler", "starling-silo")["spec"]!["metrics"]![0]!["external"]!["metric"]!["name"] = "starling_queue_size";
                break;
            case "a scaler of a pool that is not there":
                items.Get("HorizontalPodAutoscaler", "starling-silo")["spec"]!["scaleTargetRef"]!["name"] = "starling-silos";
                break;
            case "a scaler of a fixed number":
                silo["spec"]!["replicas"] = 3;
                break;
            case "a pod that Azure does not know":
                silo.Labels().Remove("azure.workload.identity/use");
                break;
            case "an account that Azure does not know":
                items.Get("ServiceAccount", "starling")["metadata"]!.AsObject().Remove("annotations");
                break;
            case "a network without Azure":
                items.Get("NetworkPolicy", "starling-silo-egress")["spec"]!["egress"]!.AsArray().RemoveAt(1);
                break;
            default:
                throw new InvalidOperationException(mistake);
        }
    }
}
