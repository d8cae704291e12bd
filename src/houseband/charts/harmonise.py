def harmonised(chart, how):
    return chart
