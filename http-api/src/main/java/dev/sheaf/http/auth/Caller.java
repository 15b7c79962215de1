package dev.sheaf.http.auth;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.access.Grant;
import java.net.URI;
import java.util.concurrent.Callable;

/**
 * Who is served by this thread now. A handler runs with its caller's grant; what the node does on
 * its own account has none, and sees everything.
 */
public final class Caller {
  private static final ScopedValue<Grant> CURRENT = ScopedValue.newInstance();

  private Caller() {}

  /** What the caller may do. */
  public static Grant current() {
    return CURRENT.orElse(Grant.EVERYTHING);
  }

  /** Does {@code work} for who has {@code grant}. */
  public static <R> R as(Grant grant, Callable<R> work) throws Exception {
    return ScopedValue.where(CURRENT, grant).call(work::call);
  }

  /** Ends the request when its caller may not make a thing of this name. */
  public static void holdNew(String field, String name) {
    var grant = current();
    if (!grant.sees(name)) {
      throw Problem.of(
              ProblemCode.INVALID_FIELD,
              "%s must begin with %s, as all names of the tenant %s do, but was %s"
                  .formatted(field, grant.prefix(), grant.tenant(), name))
          .with("field", field)
          .hint("Name it %s%s, or use a token of another tenant.".formatted(grant.prefix(), name))
          .exception();
    }
  }

  /** Ends the request when its caller may not have the node read at {@code address}. */
  public static void holdOrigin(String field, URI address) {
    var grant = current();
    if (!Origins.mayUse(grant, address)) {
      throw Problem.of(
              ProblemCode.INVALID_FIELD,
              "%s must lie below an origin of the tenant %s but was %s"
                  .formatted(field, grant.tenant(), address))
          .with("field", field)
          .hint(
              grant.origins().isEmpty()
                  ? "The tenant has none: an operator adds a line to the tokens file, origin %s URI."
                      .formatted(grant.tenant())
                  : "Its origins are " + String.join(", ", grant.origins()) + ".")
          .exception();
    }
  }
}
