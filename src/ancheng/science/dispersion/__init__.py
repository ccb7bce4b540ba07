"""How a release spreads in the air: dispersion parameters, stability, Gaussian and dense-gas formulae."""
