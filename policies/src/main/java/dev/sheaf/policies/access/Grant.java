package dev.sheaf.policies.access;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a caller may do.
 *
 * @param who what the token is called; for logs, never its secret
 * @param tenant whose things it reaches; {@link #ALL} for everybody's
 * @param scope how much it may do with them
 * @param origins addresses below which its datasets may lie; an admin's may lie anywhere
 */
public record Grant(String who, String tenant, Scope scope, List<String> origins) {
  /** The tenant of who reaches everybody's things. */
  public static final String ALL = "*";

  /** What everybody may do where no tokens are asked for. */
  public static final Grant EVERYTHING = new Grant("anybody", ALL, Scope.NODE, List.of());

  /** What a tenant is called: no dot, which ends it in names. */
  public static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,30}");

  /** The rule for tenants in words. */
  public static final String TENANT_RULE =
      "1 to 31 of a-z, 0-9, underscore and dash, beginning with a letter or digit";

  /** A grant that owns its list. */
  public Grant {
    origins = List.copyOf(origins);
  }

  /** True when it reaches everybody's things. */
  public boolean seesAll() {
    return tenant.equals(ALL) || scope.covers(Scope.ADMIN);
  }

  /** What the names of its things begin with; empty when it reaches everybody's. */
  public String prefix() {
    return seesAll() ? "" : tenant + ".";
  }

  /** True when a thing of this name is there for the caller. */
  public boolean sees(String name) {
    return seesAll() || name.startsWith(prefix());
  }
}
