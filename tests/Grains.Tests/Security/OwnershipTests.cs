using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Security;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class OwnershipTests
{
    [Theory]
    [InlineData("ada", AccessRole.Submitter, "ada")]
    [InlineData("bob", AccessRole.Operator, "ada")]
    [InlineData("", null, "ada")]
    [InlineData("", null, "")]
    public void These_may(string caller, AccessRole? role, string submitter) => Ownership.Check(caller, role, submitter, "Cancelling");

    [Theory]
    [InlineData("bob", AccessRole.Submitter, "ada")]
    [InlineData("ada", AccessRole.Viewer, "ada")]
    [InlineData("ada", AccessRole.Submitter, "")]
    [InlineData("", AccessRole.Submitter, "")]
    public void These_may_not(string caller, AccessRole? role, string submitter)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => Ownership.Check(caller, role, submitter, "Cancelling"));

        Assert.Equal(ErrorCatalog.NotAllowed, refusal.Error);
        Assert.StartsWith("Cancelling a job of somebody else needs the role operator", refusal.Message, StringComparison.Ordinal);
    }
}
