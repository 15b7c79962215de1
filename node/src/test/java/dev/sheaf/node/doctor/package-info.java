/** What the doctor finds. */
@NullMarked
package dev.sheaf.node.doctor;

import org.jspecify.annotations.NullMarked;
