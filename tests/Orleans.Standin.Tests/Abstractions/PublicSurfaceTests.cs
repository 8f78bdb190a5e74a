using System.Reflection;
using Xunit;

namespace Orleans.Standin.Tests.Abstractions;

/// <summary>Holds the stand-in to the published metadata: what it shows, Orleans shows too, with the same signature.</summary>
public sealed class PublicSurfaceTests
{
    /// <summary>Public types that are not in Orleans.Core.Abstractions, and the assembly of Orleans that has them.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["Azure.Core.TokenCredential"] = "Azure.Core, a package of its own",
        ["Azure.Data.Tables.TableServiceClient"] = "Azure.Data.Tables, a package of its own",
        ["Azure.Identity.DefaultAzureCredential"] = "Azure.Core, a package of its own",
        ["Azure.Storage.Blobs.BlobServiceClient"] = "Azure.Storage.Blobs, a package of its own",
        ["Microsoft.Extensions.Hosting.OrleansClientGenericHostExtensions"] = "Orleans.Core",
        ["Microsoft.Extensions.Hosting.OrleansSiloGenericHostExtensions"] = "Orleans.Runtime",
        ["Orleans.AliasAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.Clustering.AzureStorage.AzureStorageClusteringOptions"] = "Orleans.Clustering.AzureStorage",
        ["Orleans.CollectionAgeLimitAttribute"] = "Orleans.Core",
        ["Orleans.Configuration.AdoNetGrainStorageOptions"] = "Orleans.Persistence.AdoNet",
        ["Orleans.Configuration.AzureBlobStorageOptions"] = "Orleans.Persistence.AzureStorage",
        ["Orleans.Configuration.AdoNetClusteringClientOptions"] = "Orleans.Clustering.AdoNet",
        ["Orleans.Configuration.AdoNetClusteringSiloOptions"] = "Orleans.Clustering.AdoNet",
        ["Orleans.Configuration.ClientConnectionOptions"] = "Orleans.Core",
        ["Orleans.Configuration.ClientMessagingOptions"] = "Orleans.Core",
        ["Orleans.Configuration.ClusterMembershipOptions"] = "Orleans.Core",
        ["Orleans.Configuration.ClusterOptions"] = "Orleans.Core",
        ["Orleans.Configuration.ConnectionOptions"] = "Orleans.Core",
        ["Orleans.Configuration.DevelopmentClusterMembershipOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.EndpointOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.GatewayOptions"] = "Orleans.Core",
        ["Orleans.Configuration.GrainCollectionOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.GrainDirectoryOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.MemoryGrainStorageOptions"] = "Orleans.Persistence.Memory",
        ["Orleans.Configuration.MessagingOptions"] = "Orleans.Core",
        ["Orleans.Configuration.SiloConnectionOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.SiloMessagingOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.SiloOptions"] = "Orleans.Runtime",
        ["Orleans.Configuration.StaticGatewayListProviderOptions"] = "Orleans.Core",
        ["Orleans.Connections.Security.RemoteCertificateMode"] = "Orleans.Connections.Security",
        ["Orleans.Connections.Security.RemoteCertificateValidator"] = "Orleans.Connections.Security",
        ["Orleans.Connections.Security.TlsClientAuthenticationOptions"] = "Orleans.Connections.Security",
        ["Orleans.Connections.Security.TlsOptions"] = "Orleans.Connections.Security",
        ["Orleans.Connections.Security.TlsServerAuthenticationOptions"] = "Orleans.Connections.Security",
        ["Orleans.GenerateSerializerAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.GrainState`1"] = "Orleans.Core",
        ["Orleans.Hosting.AdoNetGrainStorageServiceCollectionExtensions"] = "Orleans.Persistence.AdoNet",
        ["Orleans.Hosting.AdoNetGrainStorageSiloBuilderExtensions"] = "Orleans.Persistence.AdoNet",
        ["Orleans.Hosting.AzureBlobGrainStorageServiceCollectionExtensions"] = "Orleans.Persistence.AzureStorage",
        ["Orleans.Hosting.AzureBlobSiloBuilderExtensions"] = "Orleans.Persistence.AzureStorage",
        ["Orleans.Hosting.AzureTableClusteringExtensions"] = "Orleans.Clustering.AzureStorage",
        ["Orleans.Hosting.AdoNetHostingExtensions"] = "Orleans.Clustering.AdoNet",
        ["Orleans.Hosting.ClientBuilderExtensions"] = "Orleans.Core",
        ["Orleans.Hosting.ClientBuilderGrainCallFilterExtensions"] = "Orleans.Core",
        ["Orleans.Hosting.CoreHostingExtensions"] = "Orleans.Runtime",
        ["Orleans.Hosting.GrainCallFilterSiloBuilderExtensions"] = "Orleans.Runtime",
        ["Orleans.Hosting.EndpointOptionsExtensions"] = "Orleans.Runtime",
        ["Orleans.Hosting.IClientBuilder"] = "Orleans.Core",
        ["Orleans.Hosting.ISiloBuilder"] = "Orleans.Runtime",
        ["Orleans.Hosting.MemoryGrainStorageSiloBuilderExtensions"] = "Orleans.Persistence.Memory",
        ["Orleans.Hosting.OrleansConnectionSecurityHostingExtensions"] = "Orleans.Connections.Security",
        ["Orleans.Hosting.SiloBuilderExtensions"] = "Orleans.Runtime",
        ["Orleans.IClientConnectionRetryFilter"] = "Orleans.Core",
        ["Orleans.IClusterClient"] = "Orleans.Core",
        ["Orleans.IFacetMetadata"] = "Orleans.Runtime",
        ["Orleans.IGrainState`1"] = "Orleans.Core",
        ["Orleans.IMembershipTable"] = "Orleans.Core",
        ["Orleans.IdAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.ImmutableAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.KeepAliveAttribute"] = "Orleans.Core",
        ["Orleans.Placement.IPlacementFilterDirector"] = "Orleans.Core",
        ["Orleans.Placement.PlacementFilterExtensions"] = "Orleans.Core",
        ["Orleans.MembershipEntry"] = "Orleans.Core",
        ["Orleans.MembershipTableData"] = "Orleans.Core",
        ["Orleans.Messaging.IGatewayListProvider"] = "Orleans.Core",
        ["Orleans.ResponseTimeoutAttribute"] = "Orleans.Serialization.Abstractions",
        ["Orleans.Runtime.Hosting.StorageProviderExtensions"] = "Orleans.Runtime",
        ["Orleans.Runtime.IFatalErrorHandler"] = "Orleans.Runtime",
        ["Orleans.Runtime.ILocalSiloDetails"] = "Orleans.Core",
        ["Orleans.Runtime.IManagementGrain"] = "Orleans.Core",
        ["Orleans.Runtime.IPersistentState`1"] = "Orleans.Runtime",
        ["Orleans.Runtime.ISiloStatusOracle"] = "Orleans.Runtime",
        ["Orleans.Runtime.MembershipService.SiloMetadata.ISiloMetadataCache"] = "Orleans.Runtime",
        ["Orleans.Runtime.MembershipService.SiloMetadata.SiloMetadata"] = "Orleans.Runtime",
        ["Orleans.Runtime.MembershipService.SiloMetadata.SiloMetadataHostingExtensions"] = "Orleans.Runtime",
        ["Orleans.Runtime.Messaging.ConnectionFailedException"] = "Orleans.Core",
        ["Orleans.Runtime.PersistentStateAttribute"] = "Orleans.Runtime",
        ["Orleans.Runtime.Placement.PlacementTarget"] = "Orleans.Core",
        ["Orleans.Runtime.SiloStatus"] = "Orleans.Core",
        ["Orleans.Serialization.CodecNotFoundException"] = "Orleans.Serialization",
        ["Orleans.Serialization.DeepCopier"] = "Orleans.Serialization",
        ["Orleans.Serialization.Invocation.IInvokable"] = "Orleans.Serialization",
        ["Orleans.Serialization.Invocation.Response"] = "Orleans.Serialization",
        ["Orleans.Serialization.Serializer"] = "Orleans.Serialization",
        ["Orleans.Serialization.SerializerException"] = "Orleans.Serialization",
        ["Orleans.Storage.DefaultStorageProviderSerializerOptionsConfigurator`1"] = "Orleans.Core",
        ["Orleans.Storage.GrainStorageSerializer"] = "Orleans.Core",
        ["Orleans.Storage.IGrainStorage"] = "Orleans.Core",
        ["Orleans.Storage.IGrainStorageSerializer"] = "Orleans.Core",
        ["Orleans.Storage.IStorageProviderSerializerOptions"] = "Orleans.Core",
        ["Orleans.Storage.InconsistentStateException"] = "Orleans.Core",
        ["Orleans.Storage.OrleansGrainStorageSerializer"] = "Orleans.Core",
        ["Orleans.TableVersion"] = "Orleans.Core",
        ["Orleans.TlsConnectionBuilderExtensions"] = "Orleans.Connections.Security",
    };

    private static readonly Assembly Standin = typeof(Grain).Assembly;

    [Fact]
    public void Every_member_of_a_shared_type_is_one_of_Orleans()
    {
        using var orleans = new PublishedMetadata();
        string[] missing =
        [
            .. from type in Standin.GetExportedTypes()
               where orleans.Has(type.FullName!)
               from member in Signatures.Of(type)
               where !orleans.MembersOf(type.FullName!).Contains(member)
               select $"{type.FullName}: {member}",
        ];

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_other_public_type_is_on_the_list()
    {
        using var orleans = new PublishedMetadata();
        string[] others = [.. Standin.GetExportedTypes().Select(type => type.FullName!).Where(name => !orleans.Has(name)).Order(StringComparer.Ordinal)];

        Assert.Equal(Elsewhere.Keys.Order(StringComparer.Ordinal), others);
    }

    [Fact]
    public void Shared_interfaces_that_a_user_implements_are_whole()
    {
        using var orleans = new PublishedMetadata();

        Assert.Equal(orleans.MembersOf("Orleans.IGrainBase").Order(StringComparer.Ordinal), Signatures.Of(typeof(IGrainBase)).Order(StringComparer.Ordinal));
        Assert.Equal(
            orleans.MembersOf("Orleans.Runtime.IGrainTimer").Order(StringComparer.Ordinal),
            Signatures.Of(typeof(IGrainTimer)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_comparison_sees_differences()
    {
        using var orleans = new PublishedMetadata();

        Assert.Contains("Task OnActivateAsync(CancellationToken)", orleans.MembersOf("Orleans.Grain"));
        Assert.DoesNotContain("Task OnActivateAsync()", orleans.MembersOf("Orleans.Grain"));
        Assert.False(orleans.Has("Orleans.Runtime.Activations.Activation"));
    }
}
