package dev.sheaf.node.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that is to leave the machine: those that are known, and those that look
 * like one.
 */
public final class Redaction {
  private static final String HIDDEN = "***";

  /** A shorter word may be part of any other. */
  private static final int LEAST_LENGTH = 4;

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passwd|secret|token|credential|session[-_]?key|access[-_]?key)"
              + "[\\w.-]*[\"']?\\s*[=:]\\s*[\"']?)([^\\s\"'&;,}]+)");
  private static final Pattern BEARER =
      Pattern.compile("(?i)(bearer|basic|AWS4-HMAC-SHA256 Credential=)(\\s*)[^\\s\"',]+");
  private static final Pattern IN_ADDRESS = Pattern.compile("//[^/@?\\s\"]+@");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(PASSWORD|SECRET|TOKEN|CREDENTIAL|ACCESS_KEY|API_KEY).*");

  private final List<String> known;

  /** Knows these, wherever they stand. */
  public Redaction(Collection<String> secrets) {
    var longestFirst = new ArrayList<>(secrets);
    longestFirst.removeIf(secret -> secret.length() < LEAST_LENGTH);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    known = List.copyOf(longestFirst);
  }

  /** What the environment names a secret. */
  public static List<String> secretsOf(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(each -> SECRET_NAME.matcher(each.getKey()).matches())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The text without them. */
  public String of(String text) {
    var left = text;
    for (var secret : known) {
      left = left.replace(secret, HIDDEN);
    }
    left = NAMED.matcher(left).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    left = BEARER.matcher(left).replaceAll("$1 " + Matcher.quoteReplacement(HIDDEN));
    return IN_ADDRESS.matcher(left).replaceAll("//" + Matcher.quoteReplacement(HIDDEN) + "@");
  }
}
