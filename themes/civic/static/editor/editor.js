// The editors' page: two widgets that Decap lacks, then the generated configuration.
(function () {
  "use strict";

  var CMS = window.CMS;
  var h = window.h;
  var createClass = window.createClass;

  // Yes, no, or left out: a switch would show "no" for a key that is left out, whatever its default is.
  function yesNo(words) {
    return createClass({
      choose: function (event) {
        var chosen = event.target.value;
        this.props.onChange(chosen === "" ? undefined : chosen === "yes");
      },
      render: function () {
        var value = this.props.value;
        var usual = this.props.field.get("usual");
        var left = words.unset;
        if (usual === true || usual === false) left = words.usual.replace("{value}", usual ? words.yes : words.no);
        return h(
          "select",
          {
            id: this.props.forID,
            className: this.props.classNameWrapper,
            value: value === true ? "yes" : value === false ? "no" : "",
            onChange: this.choose,
            onFocus: this.props.setActiveStyle,
            onBlur: this.props.setInactiveStyle,
          },
          h("option", { value: "" }, left),
          h("option", { value: "yes" }, words.yes),
          h("option", { value: "no" }, words.no)
        );
      },
    });
  }

  // Data of any shape, as JSON. What cannot be read is said, and keeps the entry from being saved.
  function data(words) {
    return createClass({
      getInitialState: function () {
        var value = this.props.value;
        var plain = value && value.toJS ? value.toJS() : value;
        return { text: plain === undefined || plain === null ? "" : JSON.stringify(plain, null, 2), wrong: false };
      },
      isValid: function () {
        return this.state.wrong ? { error: { message: words.broken } } : true;
      },
      change: function (event) {
        var text = event.target.value;
        var wrong = false;
        try {
          this.props.onChange(text.trim() === "" ? undefined : JSON.parse(text));
        } catch (error) {
          wrong = true;
        }
        this.setState({ text: text, wrong: wrong });
      },
      render: function () {
        return h("textarea", {
          id: this.props.forID,
          className: this.props.classNameWrapper + " motcua-data",
          spellCheck: false,
          value: this.state.text,
          "aria-invalid": this.state.wrong,
          onChange: this.change,
          onFocus: this.props.setActiveStyle,
          onBlur: this.props.setInactiveStyle,
        });
      },
    });
  }

  function say(sentence) {
    var told = document.createElement("p");
    told.className = "motcua-said";
    told.setAttribute("role", "alert");
    told.textContent = sentence;
    document.body.append(told);
  }

  // Lays words over a locale without changing it.
  function over(words, more) {
    var made = Object.assign({}, words);
    Object.keys(more).forEach(function (key) {
      made[key] = typeof more[key] === "object" ? over(made[key] || {}, more[key]) : more[key];
    });
    return made;
  }

  fetch("config.json", { credentials: "same-origin" })
    .then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    })
    .then(function (made) {
      CMS.registerWidget("yes_no", yesNo(made.words));
      CMS.registerWidget("data", data(made.words));
      CMS.registerLocale("vi", over(CMS.getLocale("vi"), made.locale));
      CMS.init({ config: made.cms });
    })
    .catch(function (error) {
      say("Không mở được trang soạn bài. Tải lại trang. (" + error.message + ")");
    });
})();
