package dev.sheaf.http.ensemble;

import dev.sheaf.policies.ensemble.Preprocess;
import dev.sheaf.policies.ensemble.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The part {@code preprocess} of a spec: operations in the order in which they are done.
 *
 * <pre>
 *   decode · resize N · crop N pad P · flip · normalize
 * </pre>
 */
final class OpsForm {
  private static final List<String> NAMES =
      List.of("decode", "resize", "crop", "flip", "normalize");
  private static final List<String> KNOWN = List.of("share", "ops");
  private static final Pattern SIZED = Pattern.compile("resize (\\d{1,4})");
  private static final Pattern PADDED = Pattern.compile("crop (\\d{1,4})(?: pad (\\d{1,4}))?");
  private static final int LEAST_SIDE = 8;
  private static final int MOST_SIDE = 256;
  private static final int DEFAULT_SIDE = 32;

  private final SpecFields fields;
  private final List<String> seen = new ArrayList<>();
  private int side;
  private int pad;
  private boolean flip;

  private OpsForm(SpecFields fields) {
    this.fields = fields;
  }

  static Preprocess read(SpecFields spec) {
    var fields = spec.below("preprocess", KNOWN);
    if (fields == null) {
      return new Preprocess(DEFAULT_SIDE, 0, false, Share.AUTO);
    }
    var share = fields.choice("share", Share.values(), Share.AUTO);
    var form = new OpsForm(fields);
    fields.items("ops").forEach(form::op);
    var size = form.side == 0 ? DEFAULT_SIDE : form.side;
    return new Preprocess(size, form.pad, form.flip, share);
  }

  private void op(SpecNode item) {
    var text = item instanceof SpecNode.Leaf leaf ? leaf.value().asText() : "";
    var name = text.split(" ", 2)[0];
    if (!NAMES.contains(name)) {
      fields.refuseItem("ops", item, SpecFields.oneOf(NAMES, name));
      return;
    }
    if (seen.contains(name)) {
      fields.refuseItem("ops", item, "an operation that is not there before");
      return;
    }
    if (!seen.isEmpty() && NAMES.indexOf(seen.getLast()) > NAMES.indexOf(name)) {
      fields.refuseItem("ops", item, "before " + seen.getLast() + ", as it works on its input");
      return;
    }
    seen.add(name);
    switch (name) {
      case "resize" -> resize(item, text);
      case "crop" -> crop(item, text);
      case "flip" -> flip = plain(item, text, name);
      default -> plain(item, text, name);
    }
  }

  private boolean plain(SpecNode item, String text, String name) {
    if (!text.equals(name)) {
      fields.refuseItem("ops", item, "just " + name);
    }
    return true;
  }

  private void resize(SpecNode item, String text) {
    var found = SIZED.matcher(text);
    if (found.matches() && isSide(Integer.parseInt(found.group(1)))) {
      side = Integer.parseInt(found.group(1));
    } else {
      fields.refuseItem("ops", item, "resize N with N " + LEAST_SIDE + ".." + MOST_SIDE);
    }
  }

  private void crop(SpecNode item, String text) {
    var found = PADDED.matcher(text);
    var cropped = found.matches() ? Integer.parseInt(found.group(1)) : 0;
    var margin = cropped == 0 || found.group(2) == null ? 0 : Integer.parseInt(found.group(2));
    if (!isSide(cropped) || margin > cropped / 2 || (side != 0 && side != cropped)) {
      fields.refuseItem(
          "ops",
          item,
          "crop N pad P with N %d..%d, the N of resize, and P 0..N/2"
              .formatted(LEAST_SIDE, MOST_SIDE));
      return;
    }
    side = cropped;
    pad = margin;
  }

  private static boolean isSide(int pixels) {
    return pixels >= LEAST_SIDE && pixels <= MOST_SIDE;
  }
}
