package dev.sheaf.policies.admission;

/**
 * For whom something is asked.
 *
 * @param tenant whose job it is; empty where there are no tenants
 * @param job what is trained; empty for what no job asks for
 */
public record Claimant(String tenant, String job) {
  /** The claimant that a name tells: its tenant stands before the first dot. */
  public static Claimant of(String name) {
    var dot = name.indexOf('.');
    return new Claimant(dot < 0 ? "" : name.substring(0, dot), name);
  }
}
