namespace Azure.Core
{
    /// <summary>An identity at Azure's services: of the package Azure.Core, the name alone.</summary>
    public abstract class TokenCredential;
}

namespace Azure.Identity
{
    /// <summary>The identity that the surroundings give: of the package Azure.Core, the name alone. The stand-in uses none.</summary>
    public class DefaultAzureCredential : Core.TokenCredential;
}
