package dev.sheaf.http.route;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A page of a list that is ordered by name.
 *
 * @param cursor the last name of the page before; empty for the first page
 * @param limit how many entries a page has at most
 */
public record Paging(String cursor, int limit) {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;

  /** The page that an exchange asks for by {@code limit} and {@code cursor}. */
  public static Paging of(Exchange exchange) {
    return new Paging(
        exchange.query("cursor").map(Paging::decode).orElse(""),
        (int) exchange.queryLong("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
  }

  static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notOurs) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER, "cursor must be one that a list gave, but was not")
          .hint("Follow the Link header of the page before.")
          .exception();
    }
  }

  /**
   * The answer with this page.
   *
   * @param list what the entries are called
   * @param last the last name of this page, when another follows; else empty
   */
  public HttpResponse reply(String path, String list, List<ObjectNode> entries, String last) {
    var body = Json.object();
    body.putArray(list).addAll(entries);
    if (last.isEmpty()) {
      return Replies.json(200, body);
    }
    var next =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(last.getBytes(StandardCharsets.UTF_8));
    body.put("cursor", next);
    var link = "<" + path + "?limit=" + limit + "&cursor=" + next + ">; rel=\"next\"";
    return Replies.with(Replies.json(200, body), "Link", link);
  }
}
