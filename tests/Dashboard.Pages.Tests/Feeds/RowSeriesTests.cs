using Starling.Dashboard.Feeds;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class RowSeriesTests
{
    [Fact]
    public void AFewRowsAreAllKept()
    {
        var series = new RowSeries(most: 8);
        Add(series, 0, 1, 2, 3);

        Assert.Equal([0, 1, 2, 3], series.Rows.Select(row => row.Round));
        Assert.Equal(0, series.Generation);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(100)]
    [InlineData(4321)]
    public void HoweverLongTheRunTheRowsAreFewAndTheFirstAndTheNewestAreThere(int count)
    {
        var series = new RowSeries(most: 8);
        for (int round = 0; round < count; round++)
        {
            Add(series, round);
            Assert.InRange(series.Rows.Length, 1, 9);
            Assert.Equal(round, series.Rows[^1].Round);
        }

        Assert.Equal(0, series.Rows[0].Round);
        Assert.True(series.Rows.Length >= 4);
        Assert.Equal(series.Rows.Select(row => row.Round).Order(), series.Rows.Select(row => row.Round));
    }

    [Fact]
    public void KeptRowsAreSpacedEvenly()
    {
        var series = new RowSeries(most: 8);
        Add(series, [.. Enumerable.Range(0, 33)]);

        int[] rounds = [.. series.Rows.Select(row => row.Round)];
        Assert.Single(rounds.Zip(rounds.Skip(1), (first, second) => second - first).Distinct());
    }

    [Fact]
    public void WhatCameAfterACheckpointIsTakenBack()
    {
        var series = new RowSeries(most: 8);
        Add(series, 0, 5, 10, 15);
        series.TakeBackAfter(5);
        Assert.Equal([0, 5], series.Rows.Select(row => row.Round));

        Add(series, 10);
        Assert.Equal([0, 5, 10], series.Rows.Select(row => row.Round));
        Assert.True(series.Generation > 0);
    }

    [Fact]
    public void ARoundThatIsMeasuredAgainHasOneRow()
    {
        var series = new RowSeries(most: 8);
        Add(series, 0, 5, 10);
        series.Add(new MetricRow { Round = 5, Loss = 7 });

        Assert.Equal([0, 5], series.Rows.Select(row => row.Round));
        Assert.Equal(7, series.Rows[1].Loss);
    }

    [Fact]
    public void TakingBackAllOfItLeavesNothing()
    {
        var series = new RowSeries(most: 8);
        Add(series, 3, 4);
        series.TakeBackAfter(0);

        Assert.Empty(series.Rows);
        Add(series, 1);
        Assert.Equal([1], series.Rows.Select(row => row.Round));
    }

    [Fact]
    public void GoingForwardAloneRowsThatWereGivenOutStayInPlaceWithinAGeneration()
    {
        var series = new RowSeries(most: 16);
        int generation = -1;
        int[] before = [];
        for (int round = 0; round < 500; round++)
        {
            Add(series, round);
            int[] now = [.. series.Rows.Select(row => row.Round)];
            // All but the newest of what was sent stands where it stood: a page sends only what follows.
            if (series.Generation == generation)
                Assert.Equal(before[..^1], now[..(before.Length - 1)]);
            (generation, before) = (series.Generation, now);
        }
    }

    private static void Add(RowSeries series, params int[] rounds)
    {
        foreach (int round in rounds)
            series.Add(new MetricRow { Round = round });
    }
}
