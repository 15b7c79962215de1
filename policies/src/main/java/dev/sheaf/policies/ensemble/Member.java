package dev.sheaf.policies.ensemble;

/**
 * A network that is trained as one of an ensemble, and what a pilot measured of its rate.
 *
 * @param slots accelerators that its owner wants for it, at least 1; it trains on no fewer
 */
public record Member(String id, RateTable rates, int slots) {
  /** A member; one that was journaled before there was a choice has one. */
  public Member {
    slots = Math.max(1, slots);
  }

  /** A member that trains on one accelerator as well. */
  public Member(String id, RateTable rates) {
    this(id, rates, 1);
  }
}
