package dev.sheaf.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation's links lead somewhere. */
final class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");

  @Test
  void everyLinkLeadsToAFileAndItsHeading() throws IOException {
    var broken = new ArrayList<String>();
    for (var page : pages()) {
      var links = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll("``"));
      while (links.find()) {
        if (!isThere(page, links.group(1))) {
          broken.add(ROOT.relativize(page) + ": " + links.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static List<Path> pages() throws IOException {
    var pages = new ArrayList<Path>();
    try (var top = Files.list(ROOT);
        var docs = Files.walk(ROOT.resolve("docs"));
        var deploy = Files.walk(ROOT.resolve("deploy"))) {
      top.filter(DocumentationTest::isPage).forEach(pages::add);
      docs.filter(DocumentationTest::isPage).forEach(pages::add);
      deploy.filter(DocumentationTest::isPage).forEach(pages::add);
    }
    return pages;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  private static boolean isThere(Path page, String link) throws IOException {
    if (link.startsWith("http://") || link.startsWith("https://")) {
      return true;
    }
    var hash = link.indexOf('#');
    var file = hash < 0 ? link : link.substring(0, hash);
    var target = file.isEmpty() ? page : page.resolveSibling(file);
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || anchors(target).contains(link.substring(hash + 1));
  }

  /** As the usual viewers make them. */
  private static Set<String> anchors(Path page) throws IOException {
    var anchors = new HashSet<String>();
    var headings = HEADING.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""));
    while (headings.find()) {
      var anchor =
          headings
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      var name = anchor;
      for (int again = 1; !anchors.add(name); again++) {
        name = anchor + "-" + again;
      }
    }
    return anchors;
  }
}
