package dev.sheaf.policies.ensemble;

/** A network that is trained as one of an ensemble, and what a pilot measured of its rate. */
public record Member(String id, RateTable rates) {}
