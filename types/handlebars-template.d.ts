/// <reference types="handlebars" />

// Templates are compiled when a charm is built and when jest loads them.
declare module '*.hbs' {
  const specification: TemplateSpecification;
  export default specification;
}
