package dev.sheaf.node.bench;

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
public record BenchResult(
    String bench,
    Map<String, Object> params,
    Map<String, Object> ours,
    @Nullable Map<String, Object> anchor,
    @Nullable Double ratio) {}
