package dev.sheaf.http.ensemble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A part of a spec, and the line of the file on which it begins. */
sealed interface SpecNode {
  /** Where it begins, from 1. */
  int line();

  /** What it looks like, in short. */
  String shown();

  /** A text, a number, true, false or nothing. */
  record Leaf(int line, JsonNode value) implements SpecNode {
    private static final int MOST_CHARACTERS = 60;

    @Override
    public String shown() {
      var text = value.asText();
      return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
  }

  /** A list. */
  record Items(int line, List<SpecNode> items) implements SpecNode {
    @Override
    public String shown() {
      return "a list of " + items.size();
    }
  }

  /**
   * A mapping, in the order of the file.
   *
   * @param keyLines the line of each key
   */
  record Mapping(int line, Map<String, SpecNode> fields, Map<String, Integer> keyLines)
      implements SpecNode {
    @Override
    public String shown() {
      return "a mapping of " + fields.keySet();
    }
  }
}
