package dev.sheaf.http.route;

import java.util.Optional;

/** A request's places, parameters and headers, by whichever port it came. */
public interface Asked {
  /** What stands in the place of a name of the template. */
  String path(String name);

  /** A query parameter. */
  Optional<String> query(String name);

  /** A header's value. */
  Optional<String> header(String name);

  /** A whole number in the place of a name of the template. */
  default int pathInt(String name, int least, int most) {
    return (int) pathLong(name, least, most);
  }

  /** The same where an int is too small. */
  default long pathLong(String name, long least, long most) {
    return Numbers.parse(name, path(name), least, most);
  }
}
