package dev.sheaf.node.reference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.http.HttpNode;
import dev.sheaf.http.problem.ProblemPages;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** The reference pages. */
public final class Reference {
  private static final String DEFAULTS = "sheaf-reference.conf";
  private static final String ROUTES = "openapi.yaml";

  private Reference() {}

  /**
   * Every page by the name of its file.
   *
   * @param sheaf the command line that is described
   */
  public static Map<String, String> pages(CommandSpec sheaf) throws IOException {
    var pages = new TreeMap<String, String>();
    pages.put("settings.md", SettingsPage.of(ConfigFactory.parseResources(DEFAULTS)));
    pages.put("verbs.md", VerbsPage.of(sheaf));
    pages.put("problems.md", ProblemPages.all());
    try (var in = HttpNode.class.getResourceAsStream(ROUTES)) {
      var routes = new ObjectMapper(new YAMLFactory()).readTree(Objects.requireNonNull(in, ROUTES));
      pages.put("routes.md", RoutesPage.of(routes));
    }
    return pages;
  }
}
