package dev.sheaf.http.dashboard;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Replies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The files of the page, held in memory. Each has an ETag and is asked for again at every visit:
 * answered 304 unless the node was upgraded.
 */
final class PageFiles {
  private static final String OURS = "/dev/sheaf/http/page/";
  private static final String LIT = "/META-INF/resources/webjars/lit-html/3.3.1/";
  private static final int TAG_BYTES = 12;
  private static final List<String> FILES =
      List.of(
          "index.html",
          "page.css",
          "icon.svg",
          "theme.js",
          "main.js",
          "stream.js",
          "rates.js",
          "format.js",
          "charts.js",
          "summary.js",
          "jobs.js",
          "tiers.js",
          "cluster.js",
          "functions.js",
          "ensembles.js",
          "money.js",
          "datasets.js");
  private static final List<String> LIBRARY =
      List.of("lit-html.js", "directive.js", "directive-helpers.js", "directives/repeat.js");

  /** The page runs and reaches nothing but what this node serves, and makes no markup of text. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final ContentType SCRIPT =
      MediaTypes.APPLICATION_JAVASCRIPT.toContentType(HttpCharsets.UTF_8);
  private static final ContentType STYLE = MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8);
  private static final ContentType PICTURE = MediaTypes.IMAGE_SVG_XML.toContentType();

  private final Map<String, File> files = new HashMap<>();

  private record File(
      ContentType type, @SuppressWarnings("ArrayRecordComponent") byte[] bytes, String tag) {}

  PageFiles() {
    FILES.forEach(name -> files.put(name, file(OURS + name)));
    LIBRARY.forEach(name -> files.put("lit/" + name, file(LIT + name)));
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/", exchange -> reply(exchange, "index.html")),
        Endpoint.get("/page/{file}", exchange -> reply(exchange, exchange.path("file"))),
        Endpoint.get(
            "/page/lit/{file}", exchange -> reply(exchange, "lit/" + exchange.path("file"))),
        Endpoint.get(
            "/page/lit/directives/{file}",
            exchange -> reply(exchange, "lit/directives/" + exchange.path("file"))));
  }

  /** Bytes of all files together. */
  long totalBytes() {
    return files.values().stream().mapToLong(file -> file.bytes().length).sum();
  }

  private HttpResponse reply(Exchange exchange, String name) {
    var file = files.get(name);
    if (file == null) {
      throw Problem.of(ProblemCode.UNKNOWN_ROUTE, "the page has no such file").exception();
    }
    var known = exchange.header("If-None-Match").orElse("");
    var reply =
        Arrays.asList(known.split("\\s*,\\s*")).contains(file.tag())
            ? Replies.empty(304)
            : Replies.bytes(200, file.type(), file.bytes());
    reply = Replies.with(reply, "ETag", file.tag());
    reply = Replies.with(reply, "Cache-Control", "no-cache");
    reply = Replies.with(reply, "Content-Security-Policy", CONTENT_SECURITY_POLICY);
    reply = Replies.with(reply, "Referrer-Policy", "no-referrer");
    return Replies.with(reply, "X-Content-Type-Options", "nosniff");
  }

  private static File file(String path) {
    try (var in = PageFiles.class.getResourceAsStream(path)) {
      var bytes = Objects.requireNonNull(in, path).readAllBytes();
      return new File(type(path), bytes, tag(bytes));
    } catch (IOException broken) {
      throw new UncheckedIOException(path, broken);
    }
  }

  private static ContentType type(String path) {
    return switch (path.substring(path.lastIndexOf('.'))) {
      case ".html" -> ContentTypes.TEXT_HTML_UTF8;
      case ".css" -> STYLE;
      case ".svg" -> PICTURE;
      default -> SCRIPT;
    };
  }

  private static String tag(byte[] bytes) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
