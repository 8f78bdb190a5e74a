using Starling.Algorithms.Data;
using Starling.Client.Jobs;
using Starling.Dashboard.Components.Parts;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Editing;

public sealed class JobDraftTests
{
    [Fact]
    public void EveryTemplateIsSound()
    {
        Assert.True(Template.All.Length > 20);
        Assert.Equal(Template.First, Template.All[0].Name);
        Assert.All(Template.All, template => Assert.True(JobDraft.Read(template.Text).IsSound, template.Name));
    }

    [Fact]
    public void AWrongFieldHasItsLine()
    {
        string text = Template.All[0].Text.Replace("localEpochs: 5", "localEpoch: 5", StringComparison.Ordinal);
        JobDraft draft = JobDraft.Read(text);

        Assert.False(draft.IsSound);
        Assert.Equal("STAR0103", Assert.Single(draft.Mistakes).Error.Code);
        int line = text.Split('\n').ToList().FindIndex(item => item.Contains("localEpoch:", StringComparison.Ordinal)) + 1;
        Assert.Equal([line], draft.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("- 1\n- 2")]
    [InlineData("name: [")]
    public void WhatIsNoJobIsAMistake(string text) => Assert.False(JobDraft.Read(text).IsSound);

    [Fact]
    public void DataThatAreMissingHereDoNotStandInTheWay()
    {
        JobDraft draft = JobDraft.Read("""
            name: missing
            algorithm: fedavg
            model: softmax
            data: { kind: csv, path: /nowhere/at/all.csv, label: y }
            workers: { count: 3 }
            stop: { rounds: 1 }
            """);
        Assert.True(draft.IsSound, string.Join(' ', draft.Mistakes));
        JobDraft checkedDraft = draft.CheckData(new DataLocator());

        Assert.True(checkedDraft.IsSound);
        Assert.Equal("STAR0201", Assert.Single(checkedDraft.Hints).Error.Code);
    }

    [Fact]
    public void ACloneAsksForTheSame()
    {
        JobDraft draft = JobDraft.Read("""
            name: original
            algorithm: { kind: fedavg, localEpochs: 3 }
            model: softmax
            data: { kind: synthetic, partition: natural }
            workers: { count: 3 }
            stop: { rounds: 7 }
            checkpoint: { every: 3 }
            placement: { priority: 5, labels: { zone: a } }
            """);
        Assert.True(draft.IsSound, string.Join(' ', draft.Mistakes));

        JobFileResult again = JobFile.Parse(JobText.Of(draft.Job.Spec!), "clone.yaml");
        Assert.True(again.Spec!.IsSameAs(draft.Job.Spec!));
    }
}
