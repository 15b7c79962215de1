package dev.sheaf.policies.ensemble;

/** A member's place in a flotilla: it trains on so many accelerators, data-parallel. */
public record Berth(Member member, int gpus) {
  /** How fast it would train if nobody held it up, in images a second. */
  public double rate() {
    return member.rates().on(gpus);
  }
}
