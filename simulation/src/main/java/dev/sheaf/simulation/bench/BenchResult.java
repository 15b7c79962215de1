package dev.sheaf.simulation.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark measured.
 *
 * @param bench its name
 * @param params what was asked for
 * @param ours figures of Sheaf
 * @param anchor figures of the anchor, its name first; null when none was asked for
 * @param ratio ours / anchor, of the main figure; null without an anchor
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchResult(
    String bench,
    Map<String, ?> params,
    Map<String, ?> ours,
    @Nullable Map<String, ?> anchor,
    @Nullable Double ratio) {}
