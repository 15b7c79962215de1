package dev.sheaf.http.job;

import dev.sheaf.http.json.Fields;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.policies.vocabulary.Preparation.Crop;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The object {@code prepare} of a job's submission. */
final class PrepareForm {
  private static final List<String> PROPERTIES = List.of("height", "width", "crop", "flip");

  private PrepareForm() {}

  /** How the job's pictures are prepared; null where it does not say. */
  static @Nullable Preparation read(Fields fields) {
    if (!fields.has("prepare")) {
      return null;
    }
    var inner = fields.inner("prepare", PROPERTIES);
    var height = side(inner, "height");
    var width = side(inner, "width");
    var crop = inner.choice("crop", EnumSet.allOf(Crop.class), Crop.CENTER);
    var flip = inner.flag("flip", false);
    fields.check();
    return new Preparation(height, width, crop, flip);
  }

  private static int side(Fields inner, String name) {
    return (int) inner.integer(name, 1, Preparation.MOST_SIDE, null);
  }
}
