using System.Globalization;
using System.Text.Json.Nodes;
using Starling.TestSupport;

namespace Starling.Deployment.Tests;

/// <summary>Finds what does not fit in a set of objects: each problem is one sentence that names the object.</summary>
/// <param name="items">The objects.</param>
/// <param name="secrets">The keys of the secrets that are made outside, by name.</param>
internal sealed class ManifestCheck(IReadOnlyList<JsonObject> items, IReadOnlyDictionary<string, string[]> secrets)
{
    /// <summary>Labels of pods that are not part of the manifests: clients that the network lets in.</summary>
    private const string ClientLabel = "starling/client";

    /// <summary>Which pods the webhook of AKS gives a token, and whose: the label of the pod, the annotation of its account.</summary>
    private const string AzureLabel = "azure.workload.identity/use", AzureClient = "azure.workload.identity/client-id";

    private static readonly Dictionary<string, string[]> Routes = new(StringComparer.Ordinal)
    {
        ["silo"] = ["/health/live", "/health/startup", "/health/ready"],
        ["dashboard"] = ["/health/live", "/health/ready"],
        ["collector"] = ["/"],
    };

    private static readonly (string Key, string Port)[] Ports = [("Silo__SiloPort", "silo"), ("Silo__GatewayPort", "gateway"), ("Health__Port", "health")];

    private readonly JsonObject[] workloads = [.. items.Of("StatefulSet", "Deployment")];

    /// <summary>The problems.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. items.GroupBy(item => item.Called(), StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => $"{same.Key} is there {same.Count()} times."),
        .. workloads.SelectMany(Selection), .. workloads.SelectMany(References), .. workloads.SelectMany(Safety), .. workloads.SelectMany(Probes),
        .. workloads.SelectMany(Settings), .. items.Of("Service").SelectMany(Services), .. items.Of("PodDisruptionBudget").SelectMany(Budgets),
        .. items.Of("NetworkPolicy").SelectMany(Policies), .. items.Of("HorizontalPodAutoscaler").SelectMany(Scalers),
    ];

    private IEnumerable<string> Selection(JsonObject workload)
    {
        JsonNode? selector = workload["spec"]!["selector"]?["matchLabels"];
        if (!workload.Labels().Match(selector))
            yield return $"{workload.Called()} does not select its own pods.";
        foreach (JsonObject other in workloads.Where(other => other != workload && other.Labels().Match(selector)))
            yield return $"{workload.Called()} selects the pods of {other.Called()}.";
        if (workload["spec"]!["serviceName"].Text() is { } service
            && !items.Of("Service").Any(item => item.Name() == service && item["spec"]!["clusterIP"].Text() == "None"))
        {
            yield return $"{workload.Called()}: there is no headless Service {service}.";
        }
    }

    private IEnumerable<string> References(JsonObject workload)
    {
        JsonObject pod = workload.Pod();
        if (pod["serviceAccountName"].Text() is { } account && !items.Of("ServiceAccount").Any(item => item.Name() == account))
            yield return $"{workload.Called()}: there is no ServiceAccount {account}.";
        if (pod["priorityClassName"].Text() is { } priority && !items.Of("PriorityClass").Any(item => item.Name() == priority))
            yield return $"{workload.Called()}: there is no PriorityClass {priority}.";

        string[] volumes = [.. pod["volumes"].Items().Concat(workload["spec"]!["volumeClaimTemplates"].Items().Select(claim => claim["metadata"]!.AsObject())).Select(volume => volume["name"].Text()!)];
        foreach (JsonObject volume in pod["volumes"].Items())
        {
            IEnumerable<JsonObject> sources = volume["projected"]?["sources"].Items() ?? [volume];
            foreach (JsonObject secret in sources.Select(source => source["secret"]).OfType<JsonObject>())
            {
                foreach (string problem in Keys(workload, (secret["secretName"] ?? secret["name"]).Text()!, secret["items"].Items().Select(item => item["key"].Text()!)))
                    yield return problem;
            }

            if (volume["configMap"]?["name"].Text() is { } files && volume["configMap"]!["optional"].Text() != "true" && !IsMap(files))
                yield return $"{workload.Called()}: there is no ConfigMap {files}.";
        }

        foreach (JsonObject container in workload.Containers())
        {
            foreach (string mount in container["volumeMounts"].Items().Select(mount => mount["name"].Text()!).Except(volumes, StringComparer.Ordinal))
                yield return $"{workload.Called()}: there is no volume {mount}.";
            foreach (string? map in container["envFrom"].Items().Select(from => from["configMapRef"]?["name"].Text()))
            {
                if (!IsMap(map))
                    yield return $"{workload.Called()}: there is no ConfigMap {map}.";
            }

            foreach (JsonObject key in container["env"].Items().Select(variable => variable["valueFrom"]?["secretKeyRef"]).OfType<JsonObject>())
            {
                foreach (string problem in Keys(workload, key["name"].Text()!, [key["key"].Text()!]))
                    yield return problem;
            }
        }
    }

    private IEnumerable<string> Keys(JsonObject workload, string name, IEnumerable<string> wanted)
    {
        if (!secrets.TryGetValue(name, out string[]? keys))
            return [$"{workload.Called()}: nobody is told to make the Secret {name}."];
        return wanted.Except(keys, StringComparer.Ordinal).Select(key => $"{workload.Called()}: the Secret {name} has no key {key}.");
    }

    private static IEnumerable<string> Safety(JsonObject workload)
    {
        JsonObject pod = workload.Pod();
        if (pod["automountServiceAccountToken"].Text() != "false")
            yield return $"{workload.Called()} gets a token of the API server.";
        if (pod["securityContext"]?["runAsNonRoot"].Text() != "true")
            yield return $"{workload.Called()} may run as root.";
        foreach (JsonObject container in workload.Containers())
        {
            JsonNode? security = container["securityContext"];
            if (security?["readOnlyRootFilesystem"].Text() != "true" || security["allowPrivilegeEscalation"].Text() != "false" || security["capabilities"]?["drop"]?[0].Text() != "ALL")
                yield return $"{workload.Called()}: {container["name"]} may do more than it needs.";
            if (container["resources"]?["requests"]?["cpu"] is null || container["resources"]?["requests"]?["memory"] is null || container["resources"]?["limits"]?["memory"] is null)
                yield return $"{workload.Called()}: {container["name"]} does not say what it needs.";
        }
    }

    private static IEnumerable<string> Probes(JsonObject workload)
    {
        foreach (JsonObject container in workload.Containers())
        {
            string name = container["name"].Text()!;
            foreach (string kind in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            {
                if (container[kind]?["httpGet"] is not JsonObject asked)
                {
                    if (Routes.ContainsKey(name))
                        yield return $"{workload.Called()}: {name} has no {kind}.";
                    continue;
                }

                if (!Routes.GetValueOrDefault(name, []).Contains(asked["path"].Text(), StringComparer.Ordinal))
                    yield return $"{workload.Called()}: {kind} asks for {asked["path"]}, which {name} does not serve.";
                if (!HasPort(workload, asked["port"].Text()))
                    yield return $"{workload.Called()}: {kind} asks at port {asked["port"]}, which {name} does not have.";
            }
        }
    }

    private IEnumerable<string> Settings(JsonObject workload)
    {
        foreach (JsonObject container in workload.Containers())
        {
            Dictionary<string, string> environment = container.Environment(items, field => field);
            foreach (string key in environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal) && !HostVariables.AreRead(key)))
                yield return $"{workload.Called()}: {key} is read by nobody.";
            foreach ((string key, string path) in environment.Where(pair => pair.Value.StartsWith("/run/secrets/", StringComparison.Ordinal)))
            {
                if (!Files(workload, container).Contains(path, StringComparer.Ordinal))
                    yield return $"{workload.Called()}: {key} names {path}, which is not there.";
            }

            foreach ((string key, string port) in Ports)
            {
                if (environment.TryGetValue(key, out string? number) && !HasPort(workload, port, number))
                    yield return $"{workload.Called()}: {key} is {number}, and the port {port} of the container another.";
            }

            if (environment.TryGetValue("Dashboard__Url", out string? url) && !HasPort(workload, "http", url.Split(':')[^1]))
                yield return $"{workload.Called()}: Dashboard__Url is {url}, and the port http of the container another.";
            string[] asked = [.. environment.GetValueOrDefault("Dashboard__Cluster", "").Split(','), environment.GetValueOrDefault("Telemetry__Endpoint", "").Replace("http://", "", StringComparison.Ordinal)];
            foreach (string address in asked.Where(address => address.Length > 0 && !IsService(address)))
                yield return $"{workload.Called()}: there is no Service {address}.";

            if (environment.Keys.Any(key => key.EndsWith("__ServiceUri", StringComparison.Ordinal)))
            {
                if (workload.Labels()[AzureLabel].Text() != "true" || Account(workload)?["metadata"]!["annotations"]?[AzureClient] is null)
                    yield return $"{workload.Called()} has no identity at Azure.";
                if (new[] { "53", "443" }.Any(port => !MaySpeakTo(workload, port)))
                    yield return $"{workload.Called()} is kept from Azure.";
            }

            if (environment.TryGetValue("Silo__ShutdownSeconds", out string? seconds)
                && int.Parse(workload.Pod()["terminationGracePeriodSeconds"].Text() ?? "30", CultureInfo.InvariantCulture) <= int.Parse(seconds, CultureInfo.InvariantCulture))
            {
                yield return $"{workload.Called()} is killed while it hands over.";
            }
        }
    }

    private IEnumerable<string> Services(JsonObject service)
    {
        JsonObject[] selected = Selected(service["spec"]!["selector"]);
        if (selected.Length == 0)
            yield return $"{service.Called()} selects no pod.";
        foreach (JsonObject port in service["spec"]!["ports"].Items())
        {
            foreach (JsonObject workload in selected.Where(workload => !HasPort(workload, port["targetPort"].Text())))
                yield return $"{service.Called()}: {workload.Called()} has no port {port["targetPort"]}.";
        }
    }

    private IEnumerable<string> Budgets(JsonObject budget) =>
        Selected(budget["spec"]!["selector"]?["matchLabels"]).Length == 0 ? [$"{budget.Called()} selects no pod."] : [];

    private IEnumerable<string> Policies(JsonObject policy)
    {
        JsonObject[] selected = Selected(policy["spec"]!["podSelector"]?["matchLabels"]);
        if (selected.Length == 0)
            yield return $"{policy.Called()} selects no pod.";
        foreach (JsonObject rule in policy["spec"]!["ingress"].Items())
        {
            foreach (JsonNode? from in rule["from"].Items().Select(from => from["podSelector"]?["matchLabels"]))
            {
                if (Selected(from).Length == 0 && from?[ClientLabel] is null)
                    yield return $"{policy.Called()} lets in pods that there are not.";
            }

            foreach (string? port in rule["ports"].Items().Select(port => port["port"].Text()))
            {
                if (!selected.All(workload => HasPort(workload, port)))
                    yield return $"{policy.Called()}: there is no port {port}.";
            }
        }
    }

    private IEnumerable<string> Scalers(JsonObject scaler)
    {
        JsonNode target = scaler["spec"]!["scaleTargetRef"]!;
        if (!workloads.Any(workload => workload.Kind() == target["kind"].Text() && workload.Name() == target["name"].Text()))
            yield return $"{scaler.Called()}: there is no {target["kind"]} {target["name"]}.";
        if (workloads.Any(workload => workload.Name() == target["name"].Text() && workload["spec"]!["replicas"] is not null))
            yield return $"{scaler.Called()}: the number of {target["name"]} is fixed.";
        string meters = File.ReadAllText(Repository.PathOf("docs", "telemetry.md"));
        foreach (string metric in scaler["spec"]!["metrics"].Items().Select(metric => metric["external"]!["metric"]!["name"].Text()!))
        {
            if (!meters.Contains($"`{metric.Replace('_', '.')}`", StringComparison.Ordinal))
                yield return $"{scaler.Called()}: no silo measures {metric}.";
        }
    }

    private bool IsMap(string? name) => items.Of("ConfigMap").Any(item => item.Name() == name);

    private bool IsService(string address) => address.Split(':') is [{ } name, { } port]
        && items.Of("Service").Any(service => service.Name() == name && service["spec"]!["ports"].Items().Any(its => its["port"].Text() == port));

    private JsonObject? Account(JsonObject workload) => items.Of("ServiceAccount").FirstOrDefault(item => item.Name() == workload.Pod()["serviceAccountName"].Text());

    // Everywhere, unless a policy about what leaves the pod names other ports.
    private bool MaySpeakTo(JsonObject workload, string port)
    {
        JsonNode[] policies = [.. items.Of("NetworkPolicy").Select(policy => policy["spec"]!)
            .Where(policy => policy["policyTypes"] is JsonArray types && types.Any(type => type.Text() == "Egress") && workload.Labels().Match(policy["podSelector"]?["matchLabels"]))];
        return policies.Length == 0
            || policies.SelectMany(policy => policy["egress"].Items()).Any(rule => rule["to"] is null && rule["ports"].Items().Any(its => its["port"].Text() == port));
    }

    private JsonObject[] Selected(JsonNode? selector) => [.. workloads.Where(workload => workload.Labels().Match(selector))];

    private static bool HasPort(JsonObject workload, string? name, string? number = null) => workload.Containers().Any(container => container["ports"].Items()
        .Any(port => port["name"].Text() == name && (number is null || port["containerPort"].Text() == number)));

    /// <summary>The files of secrets that a container sees.</summary>
    private static IEnumerable<string> Files(JsonObject workload, JsonObject container) =>
        from mount in container["volumeMounts"].Items()
        from volume in workload.Pod()["volumes"].Items()
        where volume["name"].Text() == mount["name"].Text()
        from source in volume["projected"]?["sources"].Items() ?? [volume]
        let secret = source["secret"] as JsonObject
        where secret is not null
        from path in secret["items"] is JsonArray chosen ? chosen.Items().Select(item => item["path"].Text()!) : Manifests.Secrets.GetValueOrDefault((secret["secretName"] ?? secret["name"]).Text()!, [])
        select $"{mount["mountPath"]}/{path}";
}
