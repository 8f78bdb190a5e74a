using System.Reflection;
using Orleans.Serialization.Invocation;
using Starling.Client.Connections;
using Starling.GrainInterfaces;
using Starling.Grains.Security;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class CredentialFilterTests
{
    private const string Secret = "a secret that only silos know, 32+";

    [Fact]
    public async Task The_secret_replaces_whatever_token_came()
    {
        RequestContext.Set(CallContextKeys.Token, "a client's");
        var call = new Call("job/a");

        await new CredentialFilter(new ClusterSecret(Secret)).Invoke(call);

        Assert.Equal(Secret, call.Token);
        Assert.Equal("a client's", RequestContext.Get(CallContextKeys.Token));
    }

    [Fact]
    public async Task A_call_to_a_client_carries_neither_secret_nor_token()
    {
        var call = new Call("sys.client/someone");
        RequestContext.Set(CallContextKeys.Token, Secret);

        await new CredentialFilter(new ClusterSecret(Secret)).Invoke(call);
        Assert.Null(call.Token);

        await new TokenCredentials("token").Invoke(call);
        Assert.Null(call.Token);
    }

    [Fact]
    public async Task A_client_shows_its_token()
    {
        var call = new Call("job/a");

        await new TokenCredentials("token").Invoke(call);

        Assert.Equal("token", call.Token);
        Assert.Null(RequestContext.Get(CallContextKeys.Token));
    }

    [Fact]
    public void The_secret_does_not_print() => Assert.DoesNotContain(Secret, new ClusterSecret(Secret).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Settings_that_do_not_fit_are_refused()
    {
        var validator = new AccessOptionsValidator();

        Assert.True(validator.Validate(null, new AccessOptions()).Succeeded);
        Assert.True(validator.Validate(null, new AccessOptions { TokensFile = "t", ClusterSecret = Secret, AllowedFolders = ["/data"] }).Succeeded);
        Assert.Contains("without Security:ClusterSecret", validator.Validate(null, new AccessOptions { TokensFile = "t" }).FailureMessage, StringComparison.Ordinal);
        string shortSecret = validator.Validate(null, new AccessOptions { ClusterSecret = "abcxyz" }).FailureMessage!;
        Assert.Contains("has 6 characters", shortSecret, StringComparison.Ordinal);
        Assert.DoesNotContain("abcxyz", shortSecret, StringComparison.Ordinal);
        Assert.Contains("full path", validator.Validate(null, new AccessOptions { AllowedFolders = ["data"] }).FailureMessage, StringComparison.Ordinal);
    }

    /// <summary>A call that keeps the token with which it would leave.</summary>
    private sealed class Call(string target) : IOutgoingGrainCallContext
    {
        public string? Token { get; private set; }

        public GrainId TargetId => GrainId.Parse(target);

        public IGrainContext? SourceContext => null;

        public GrainId? SourceId => null;

        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public GrainInterfaceType InterfaceType => throw new NotSupportedException();

        public string InterfaceName => throw new NotSupportedException();

        public string MethodName => throw new NotSupportedException();

        public MethodInfo InterfaceMethod => throw new NotSupportedException();

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public Task Invoke()
        {
            Token = RequestContext.Get(CallContextKeys.Token) as string;
            return Task.CompletedTask;
        }
    }
}
