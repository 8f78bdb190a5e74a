using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Starling.Algorithms.Errors;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Security;

/// <summary>Turns access control on.</summary>
public static class AccessServices
{
    /// <summary>
    /// Keeps jobs to the allowed folders, and lets the silo ask callers who they are where a secret is given. Where none is, no call
    /// is looked at: an embedded cluster pays nothing.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="options">
    /// What is configured. Where the silo asks callers who they are and <see cref="AccessOptions.AllowedFolders"/> is null, jobs may
    /// name no files.
    /// </param>
    /// <exception cref="StarlingException">
    /// STAR0112: what is wrong, setting by setting; a file of tokens that cannot be used is found when the silo starts.
    /// </exception>
    public static IServiceCollection AddStarlingAccess(this IServiceCollection services, AccessOptions options)
    {
        ValidateOptionsResult checkedOptions = new AccessOptionsValidator().Validate(null, options);
        if (checkedOptions.Failed)
            throw new StarlingException(ErrorCatalog.BadConfiguration, string.Join(' ', checkedOptions.Failures));

        services.AddSingleton(options);
        if (options.ClusterSecret is null)
            return services;

        services.AddSingleton(new ClusterSecret(options.ClusterSecret));
        services.AddSingleton<AccessInstruments>();
        services.AddSingleton(provider => new CallRates(
            provider.GetRequiredService<IOptions<JobLimits>>().Value.CallsPerSecond, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IOutgoingGrainCallFilter, CredentialFilter>();
        services.AddSingleton<IIncomingGrainCallFilter>(provider =>
        {
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            TokenBook? tokens = options.TokensFile is null
                ? null
                : new TokenBook(options.TokensFile, options.LookEvery, time, provider.GetRequiredService<ILogger<TokenBook>>());
            return new AccessFilter(
                provider.GetRequiredService<ClusterSecret>(),
                tokens,
                provider.GetRequiredService<CallRates>(),
                provider.GetRequiredService<AccessInstruments>(),
                time,
                provider.GetRequiredService<ILogger<AccessFilter>>());
        });
        return services;
    }

    /// <summary>The folders that jobs may name files of; null for all.</summary>
    internal static FileRule FileRuleOf(AccessOptions options, Starling.Algorithms.Data.DataLocator locator) =>
        new(options.AllowedFolders ?? (options.IsOn ? [] : null), locator);
}
