/**
 * Settings: read once from HOCON, the environment and the command line into records.
 *
 * <pre>
 *   sheaf-reference.conf ◄ --config FILE ◄ SHEAF_SECTION_KEY ◄ --set key=value  ──► Settings
 * </pre>
 *
 * <p>An unknown key is an error that names the nearest known one.
 */
@NullMarked
package dev.sheaf.node.config;

import org.jspecify.annotations.NullMarked;
