package dev.nabla.studio;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;

/**
 * Where the page's files lie. A browser may keep them and asks each time whether they are still the same: modules name each other without a version,
 * so none may outlive its neighbours. Ordered before Spring's defaults, which would tell changes by their times; a reproducible build has one time for all.
 */
@Configuration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageFiles implements WebMvcConfigurer {
    private final ContentTags tags = new ContentTags();

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry files) {
        checked(files.addResourceHandler("/**").addResourceLocations("classpath:/static/"));
        checked(files.addResourceHandler("/webjars/**").addResourceLocations("classpath:/META-INF/resources/webjars/"))
                .resourceChain(true).addResolver(new LiteWebJarsResourceResolver());
        // Swagger UI's own page asks for this file: it is the place for the Studio's colours.
        checked(files.addResourceHandler("/swagger-ui/index*.css").addResourceLocations("classpath:/static/swagger-ui/"));
    }

    /** The page itself: at the root, without a forward, which would end the answer before it departs. */
    @Bean
    RouterFunction<ServerResponse> page() {
        ClassPathResource page = new ClassPathResource("static/index.html");
        return RouterFunctions.route()
                .GET("/", _ -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).cacheControl(CacheControl.noCache())
                        .eTag(tags.apply(page)).body(page))
                .build();
    }

    private ResourceHandlerRegistration checked(ResourceHandlerRegistration files) {
        return files.setCacheControl(CacheControl.noCache()).setUseLastModified(false).setEtagGenerator(tags);
    }
}
