#!/usr/bin/env bash
# Do the Orleans packages restore from this machine's feed? Writes `packages` or `standin` to a file; writes
# nothing where the feed did not answer, so that the next build asks again.
# Usage: probe-orleans.sh VERSION FILE
set -euo pipefail
version=$1 file=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/probe.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <PackageReference Include="Microsoft.Orleans.Sdk" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Server" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Client" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Connections.Security" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Clustering.AdoNet" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Clustering.AzureStorage" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Persistence.AdoNet" Version="$version" />
    <PackageReference Include="Microsoft.Orleans.Persistence.AzureStorage" Version="$version" />
  </ItemGroup>
</Project>
PROJECT
mkdir -p "$(dirname "$file")"
# A variable of the outer build (MSBuild node, restore session) must not reach the inner one.
if env -u MSBUILD_EXE_PATH -u MSBuildSDKsPath -u MSBuildExtensionsPath dotnet restore "$folder/probe.csproj" \
     --nologo --disable-build-servers > "$folder/log" 2>&1; then
  answer=packages
elif grep -qE 'NU110[1-3]' "$folder/log" && ! grep -q NU1301 "$folder/log"; then
  answer=standin
else
  echo "The package feed did not answer; the build takes the stand-in this time."
  exit 0
fi
printf '%s\n' "$answer" > "$file.$$" && mv "$file.$$" "$file"
echo "Orleans $version: $answer"
