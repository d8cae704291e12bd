"""Step five: stems and a desk to one stereo take, at the loudness and under the peak that were asked for."""
