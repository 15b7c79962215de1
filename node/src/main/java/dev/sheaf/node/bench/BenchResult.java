package dev.sheaf.node.bench;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a benchmark measured.
 *
 * @param bench its name
 * @param params what was asked for
 * @param ours figures of Sheaf
 * @param anchors what others did in the same run
 */
public record BenchResult(
    String bench, Map<String, Object> params, Map<String, Object> ours, List<Beside> anchors) {
  /** A result that owns its list. */
  public BenchResult {
    anchors = List.copyOf(anchors);
  }

  /**
   * What an anchor did.
   *
   * @param figures by the names of ours; one that cannot be measured of it is absent
   * @param ratio ours / theirs, of the main figure
   */
  public record Beside(String name, Map<String, Object> figures, double ratio) {
    private Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("name", name);
      json.putAll(figures);
      return json;
    }
  }

  /** As it is printed: one anchor stands alone, several are lists in the same order. */
  @JsonValue
  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("bench", bench);
    json.put("params", params);
    json.put("ours", ours);
    if (anchors.size() == 1) {
      json.put("anchor", anchors.getFirst().json());
      json.put("ratio", anchors.getFirst().ratio());
    } else if (!anchors.isEmpty()) {
      json.put("anchor", anchors.stream().map(Beside::json).toList());
      json.put("ratio", anchors.stream().map(Beside::ratio).toList());
    }
    return json;
  }
}
