package dev.sheaf.http.batch;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Asked;
import dev.sheaf.node.fuzz.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a request for a batch says of how pictures are prepared. */
public final class BatchParsers {
  private BatchParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "preparation",
            texts("form=prepared&size=32x48&crop=random&flip=true", "form=encoded"),
            input -> PreparationForm.of(new Query(parameters(text(input)))),
            List.of(ProblemException.class)));
  }

  private static Map<String, String> parameters(String query) {
    var parameters = new TreeMap<String, String>();
    for (var pair : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      parameters.put(pair.substring(0, Math.max(0, equals)), pair.substring(equals + 1));
    }
    return parameters;
  }

  private record Query(Map<String, String> parameters) implements Asked {
    @Override
    public String path(String name) {
      return "";
    }

    @Override
    public Optional<String> query(String name) {
      return Optional.ofNullable(parameters.get(name));
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }
  }
}
