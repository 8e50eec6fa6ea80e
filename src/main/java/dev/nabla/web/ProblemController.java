package dev.nabla.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What the codes of problems mean: a page for people, or JSON. */
@RestController
@Tag(name = Tags.SERVICE)
class ProblemController {
    private final Texts texts;

    ProblemController(Texts texts) {
        this.texts = texts;
    }

    /** What a code means. */
    @Schema(name = "ProblemExplanation")
    record Explanation(
            @JsonProperty(required = true) @Schema(example = "backward_twice") String code,
            @JsonProperty(required = true) int status,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) String explanation,
            @JsonProperty(required = true) @Schema(description = "What to do next.") String hint) {
    }

    @GetMapping(path = "/problems", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "list_problems", summary = "All codes of problems")
    Page<Explanation> all(Locale locale) {
        return new Page<>(Arrays.stream(ProblemCode.values()).map(c -> explanation(c, locale)).toList(), null);
    }

    @GetMapping(path = "/problems/{code}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "get_problem", summary = "What a code means", description = "A page for people where the client prefers text/html.")
    @ApiResponse(responseCode = "200", content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = Explanation.class)),
        @Content(mediaType = "text/html", schema = @Schema(type = "string"))})
    Explanation one(@PathVariable String code, Locale locale) {
        return explanation(named(code), locale);
    }

    @GetMapping(path = "/problems/{code}", produces = "text/html;charset=UTF-8")
    @Operation(hidden = true)
    String page(@PathVariable String code, Locale locale, HttpServletRequest request) {
        Explanation e = explanation(named(code), locale);
        return """
                <!doctype html>
                <html lang="%s"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%s</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:42em;margin:3em auto;padding:0 1em}code{background:#8882;padding:.1em .3em}</style>
                <h1>%s</h1>
                <p><code>%s</code> · HTTP %d</p>
                <p>%s</p>
                <p><strong>%s</strong></p>
                </html>
                """.formatted(locale.getLanguage(), escaped(e.title), escaped(e.title), e.code, e.status, escaped(e.explanation),
                escaped(e.hint));
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static ProblemCode named(String word) {
        for (ProblemCode c : ProblemCode.values()) {
            if (c.word().equals(word)) {
                return c;
            }
        }
        List<String> known = Arrays.stream(ProblemCode.values()).map(ProblemCode::word).toList();
        throw new Problem(ProblemCode.NOT_FOUND, "there is no code \"" + Json.shortened(word) + "\"; known are " + String.join(", ", known),
                null);
    }

    private Explanation explanation(ProblemCode c, Locale locale) {
        String code = c.word();
        return new Explanation(code, c.status().value(), texts.text(code + ".title", locale), texts.text(code + ".explanation", locale),
                texts.text(code + ".hint", locale));
    }
}
