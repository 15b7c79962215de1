package dev.sheaf.http.auth;

import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.net.URI;
import java.util.List;

/** Where the datasets and models of a caller may lie. */
final class Origins {
  private Origins() {}

  /**
   * True when {@code address} is one of the origins of {@code grant}, or below it, and has nothing
   * that leads back up; an admin's may be anywhere.
   */
  static boolean mayUse(Grant grant, URI address) {
    return grant.scope().covers(Scope.ADMIN)
        || (isPlain(address)
            && grant.origins().stream().anyMatch(origin -> isBelow(address, origin)));
  }

  private static boolean isPlain(URI address) {
    var path = address.getPath();
    return path != null
        && address.getRawQuery() == null
        && address.getRawFragment() == null
        && List.of(path.split("/", -1)).stream().noneMatch(part -> part.matches("\\.\\.?"));
  }

  private static boolean isBelow(URI address, String origin) {
    return place(address).startsWith(place(URI.create(origin)));
  }

  /** Scheme, authority and path, with a slash at its end: s3://a/b is not below s3://a/bb. */
  private static String place(URI uri) {
    var authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    var path = uri.getPath() == null ? "" : uri.getPath();
    return uri.getScheme() + "://" + authority + (path.endsWith("/") ? path : path + "/");
  }
}
