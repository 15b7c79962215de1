package dev.sheaf.http.dashboard;

import dev.sheaf.policies.access.Grant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One observatory for all readers that see the same: those of a tenant, and those of all tenants.
 */
final class Observatories {
  private final Function<Grant, Observatory> make;
  private final Map<String, Observatory> byPrefix = new ConcurrentHashMap<>();

  Observatories(Function<Grant, Observatory> make) {
    this.make = make;
  }

  /** What a reader of this grant watches by; made when the first of them comes. */
  Observatory of(Grant grant) {
    return byPrefix.computeIfAbsent(grant.prefix(), first -> make.apply(grant));
  }
}
