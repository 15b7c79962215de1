package dev.sheaf.http.auth;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Need;
import dev.sheaf.policies.access.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through, with what its caller may do; or ends it: 401 who are you, 403 you may
 * not, 404 for what is another's, as if it did not exist.
 *
 * <p>Without tokens everybody may do everything: so it is on one machine.
 */
public final class Guard {
  /** Lets everybody do everything. */
  public static final Guard OPEN = new Guard(null, null);

  /** Who needs no token sees nothing that anybody owns. */
  private static final Grant STRANGER = new Grant("anybody", "", Scope.READ, List.of());

  private static final String SCHEME = "bearer ";

  private final @Nullable Tokens tokens;
  private final @Nullable Passes passes;

  private Guard(@Nullable Tokens tokens, @Nullable Passes passes) {
    this.tokens = tokens;
    this.passes = passes;
  }

  /** Believes these tokens, and these passes of other nodes. */
  public static Guard of(Tokens tokens, Passes passes) {
    return new Guard(tokens, passes);
  }

  /** True when nobody is asked who he is. */
  public boolean isOpen() {
    return tokens == null;
  }

  /**
   * What the caller may do.
   *
   * @param route method and template, such as {@code GET /v1/jobs/{job}}
   * @param names what stands in the places of the template
   * @param authorization the header of this name
   * @param shown whether the connection showed a certificate of the cluster, where one is asked for
   */
  public Grant admit(
      String route, Map<String, String> names, Optional<String> authorization, boolean shown) {
    if (tokens == null || passes == null) {
      return Grant.EVERYTHING;
    }
    var need = Needs.of(route);
    if (need == Need.NOTHING) {
      return STRANGER;
    }
    var grant = identify(tokens, passes, authorization);
    if (!need.isMetBy(grant) || (need == Need.NODE && !shown)) {
      throw refusal(need).exception();
    }
    holdNames(names, grant);
    return grant;
  }

  private static Grant identify(Tokens tokens, Passes passes, Optional<String> authorization) {
    var bearer =
        authorization
            .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(SCHEME))
            .map(text -> text.substring(SCHEME.length()).strip())
            .orElseThrow(() ->
                Problem.of(ProblemCode.UNAUTHENTICATED, "the request has no bearer token")
                    .exception());
    return (Passes.isOne(bearer) ? passes.find(bearer) : tokens.find(bearer))
        .orElseThrow(() ->
            Problem.of(
                    ProblemCode.UNAUTHENTICATED,
                    "the token is not one of this node, or has expired")
                .exception());
  }

  private static Problem refusal(Need need) {
    var wanted =
        switch (need) {
          case WATCH -> "the scope read over all tenants, or admin";
          case NODE -> "a node of the cluster";
          case NOTHING, READ, TRAIN, ADMIN -> "the scope " + need.name().toLowerCase(Locale.ROOT);
        };
    return Problem.of(ProblemCode.FORBIDDEN, "this needs " + wanted + ", which the token has not")
        .with("needs", need.name().toLowerCase(Locale.ROOT));
  }

  private static void holdNames(Map<String, String> names, Grant grant) {
    for (var entry : names.entrySet()) {
      var unknown = Needs.OWNED.get(entry.getKey());
      if (unknown != null && !grant.sees(entry.getValue())) {
        throw Problem.of(unknown, "there is no %s %s".formatted(entry.getKey(), entry.getValue()))
            .hint("Names of the tenant %s begin with %s".formatted(grant.tenant(), grant.prefix()))
            .exception();
      }
    }
  }
}
